/**
 * How far a schedule comes by now, with what is known of the flows that it has started.
 */
import { advance } from "../../core/schedules/advance.js";
import type { ScheduleProgress } from "../../core/schedules/schedule.js";
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
  const { rules, progress, paused, scheduleId } = record;
  const ended = await endedFlows(machinery, record);
  return advance(rules, progress, { now, paused, ended, flowIdOf: (dueTime) => dueFlowId(scheduleId, dueTime) });
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
