/**
 * How far a schedule comes by now, with what is known of the flows that it has started.
 */
import { advance } from "../../core/schedules/advance.js";
import type { ScheduledFlow, ScheduleProgress } from "../../core/schedules/schedule.js";
import { dueFlowId } from "../../core/schedules/scheduled-flow.js";
import { isEndedFlow } from "../../core/state/states.js";
import type { ScheduleRecord } from "../../store/schedule-store.js";
import { headerSegmentId } from "../../store/segment-id.js";
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
  if (others.length === 0) return [];
  const headers = await store.segments.headers(others.map(({ flowId }) => headerSegmentId(namespace, flowId)));
  return others.flatMap(({ outcome: _, ...due }, index) => {
    const header = headers[index];
    return header === undefined || isEndedFlow(header.flow.state) ? [] : [{ ...due, started: true }];
  });
}

/** Of the flows that it has started those that have ended; what is gone has ended before. */
export async function endedFlows(
  { store }: Machinery,
  { namespace, progress }: ScheduleRecord,
): Promise<ReadonlySet<string>> {
  const started = progress.flows.filter((flow) => flow.started);
  const ended = await Promise.all(
    started.map(async ({ flowId }) => {
      const header = await store.segments.readNodes(headerSegmentId(namespace, flowId), []);
      return header === undefined || isEndedFlow(header.flow.state) ? [flowId] : [];
    }),
  );
  return new Set(ended.flat());
}
