/**
 * A schedule as callers see it.
 */
import { LIMITS } from "../../core/limits.js";
import { nextTimes } from "../../core/schedules/due-times.js";
import type { ScheduleRecord } from "../../store/schedule-store.js";
import { EngineError } from "../engine-error.js";
import type { Schedule } from "../schedule-requests.js";

export interface SeenAt {
  readonly now: number;
  /** Of its flows those that have ended; absent = none is told of. */
  readonly ended?: ReadonlySet<string>;
}

/** The whole, with its next due times and the flows that run. */
export function scheduleValue(record: ScheduleRecord, { now, ended = new Set() }: SeenAt): Schedule {
  const { progress } = record;
  const { buffered, flows, counts, recent } = progress;
  return {
    ...outline(record, now, LIMITS.nextTimes),
    runningFlowIds: flows.filter(({ flowId }) => !ended.has(flowId)).map(({ flowId }) => flowId),
    ...(buffered !== undefined && { bufferedTime: buffered.dueTime }),
    counts,
    recent,
  };
}

/** As lists show it. */
export function scheduleInList(record: ScheduleRecord, now: number): Schedule {
  const { buffered, counts } = record.progress;
  return {
    ...outline(record, now, 1),
    runningFlowIds: [],
    ...(buffered !== undefined && { bufferedTime: buffered.dueTime }),
    counts,
    recent: [],
  };
}

function outline(record: ScheduleRecord, now: number, times: number) {
  const { namespace, scheduleId, rules, run, paused, note, createTime, updateTime, progress } = record;
  // Of one that is paused what it would have: what lies behind is not told, though it may be made up for.
  const after = paused ? Math.max(progress.cursor, now) : progress.cursor;
  return {
    ...{ namespace, scheduleId, paused, note, createTime, updateTime },
    spec: { ...rules, run },
    revision: revisionOf(record),
    nextTimes: nextTimes(rules, after, times),
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
