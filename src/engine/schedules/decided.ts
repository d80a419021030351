/**
 * How far a schedule comes by now, with what is known of the flows that it has started.
 */
import { advance } from "../../core/schedules/advance.js";
import type { DueFlow, ScheduledFlow, ScheduleProgress } from "../../core/schedules/schedule.js";
import { dueFlowId } from "../../core/schedules/scheduled-flow.js";
import { isEndedFlow } from "../../core/state/states.js";
import type { ScheduleRecord } from "../../store/schedule-store.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { Store } from "../../store/store.js";
import type { Machinery } from "../machinery.js";

export async function decided(
  machinery: Machinery,
  record: ScheduleRecord,
  now = machinery.clock.now(),
): Promise<ScheduleProgress> {
  const { rules, paused, scheduleId } = record;
  const [ended, reopened] = await Promise.all([endedFlows(machinery, record), reopenedFlows(machinery, record)]);
  const progress = { ...record.progress, flows: [...reopened, ...record.progress.flows] };
  return advance(rules, progress, { now, paused, ended, flowIdOf: (dueTime) => dueFlowId(scheduleId, dueTime) });
}

/** Of the latest that were started those that go on though their end was heard of: somebody has let them. */
async function reopenedFlows(
  { store }: Machinery,
  { namespace, rules, progress }: ScheduleRecord,
): Promise<readonly ScheduledFlow[]> {
  if (rules.overlapPolicy === "ALLOW_ALL") return [];
  const known = new Set(progress.flows.map(({ flowId }) => flowId));
  const others = progress.recent.filter(({ outcome, flowId }) => outcome === "STARTED" && !known.has(flowId));
  const goOn = await goingOn(store, namespace, others);
  return [...goOn].map(({ outcome: _, ...due }) => ({ ...due, started: true }));
}

/** Of the flows that it has started those that have ended; what is gone has ended before. */
export async function endedFlows(
  { store }: Machinery,
  { namespace, progress }: ScheduleRecord,
): Promise<ReadonlySet<string>> {
  const started = progress.flows.filter((flow) => flow.started);
  const goOn = await goingOn(store, namespace, started);
  return new Set(started.filter((flow) => !goOn.has(flow)).map(({ flowId }) => flowId));
}

/** What is gone has ended before. */
async function goingOn<Due extends DueFlow>(
  { segments }: Store,
  namespace: string,
  flows: readonly Due[],
): Promise<ReadonlySet<Due>> {
  if (flows.length === 0) return new Set();
  const headers = await segments.headers(flows.map(({ flowId }) => headerSegmentId(namespace, flowId)));
  return new Set(flows.filter((_, index) => !isEndedFlow(headers[index]?.flow.state ?? "SUCCEEDED")));
}
