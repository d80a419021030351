/**
 * A schedule as callers see it.
 */
import type { ScheduleRecord } from "../../store/schedule-store.js";
import { EngineError } from "../engine-error.js";
import type { Schedule } from "../schedule-requests.js";

export interface Shown {
  readonly nextTimes: readonly number[];
  /** Of its flows those that have ended; absent = none is told of. */
  readonly ended?: ReadonlySet<string>;
}

/** The whole, with its next due times and the flows that run. */
export function scheduleValue(record: ScheduleRecord, { nextTimes, ended = new Set() }: Shown): Schedule {
  const { progress } = record;
  const { buffered, flows, counts, recent } = progress;
  return {
    ...outline(record, nextTimes),
    runningFlowIds: flows.filter(({ flowId }) => !ended.has(flowId)).map(({ flowId }) => flowId),
    ...(buffered !== undefined && { bufferedTime: buffered.dueTime }),
    counts,
    recent,
  };
}

/** As lists show it. */
export function scheduleInList(record: ScheduleRecord, nextTimes: readonly number[]): Schedule {
  const { buffered, counts } = record.progress;
  return {
    ...outline(record, nextTimes),
    runningFlowIds: [],
    ...(buffered !== undefined && { bufferedTime: buffered.dueTime }),
    counts,
    recent: [],
  };
}

function outline(record: ScheduleRecord, nextTimes: readonly number[]) {
  const { namespace, scheduleId, rules, run, paused, note, createTime, updateTime } = record;
  return {
    ...{ namespace, scheduleId, paused, note, createTime, updateTime },
    spec: { ...rules, run },
    revision: revisionOf(record),
    nextTimes,
  };
}

function revisionOf({ generation, incarnation }: ScheduleRecord): string {
  return `s.${generation}.${incarnation}`;
}

/** `expected` absent or empty = wherever it is. Throws REVISION_MISMATCH. */
export function expectScheduleRevision(record: ScheduleRecord, expected: string | undefined): void {
  const current = revisionOf(record);
  if (expected === undefined || expected === "" || expected === current) return;
  const { namespace, scheduleId } = record;
  throw new EngineError("REVISION_MISMATCH", `schedule ${scheduleId} is at revision ${current}`, {
    metadata: { namespace, schedule_id: scheduleId, revision: expected, current },
  });
}
