/**
 * The one way a schedule changes: a write guarded by what was read.
 */
import { isDeepStrictEqual } from "node:util";
import { wakeTimeOf } from "../../core/schedules/wake-time.js";
import type { ScheduleRecord } from "../../store/schedule-store.js";
import type { Machinery } from "../machinery.js";

/** What somebody may change of a schedule. */
export type ScheduleContent = Pick<
  ScheduleRecord,
  "rules" | "run" | "paused" | "note" | "progress" | "generation" | "updateTime"
>;

/** The record as it is stored now; undefined = it was changed since it was read. Nothing is written that is there. */
export async function writeSchedule(
  { store, process, environment, clock }: Machinery,
  read: ScheduleRecord,
  { rules, run, paused, note, progress, generation, updateTime }: ScheduleContent,
): Promise<ScheduleRecord | undefined> {
  const { wakeTime: _, ...rest } = read;
  const wakeTime = wakeTimeOf(rules, progress, { now: clock.now(), paused });
  const record: ScheduleRecord = {
    ...rest,
    ...{ rules, run, paused, note, progress, generation, updateTime },
    version: read.version + 1,
    commit: `${process}:${environment.randomBits()}`,
    ...(wakeTime !== undefined && { wakeTime }),
  };
  if (isSame(record, read)) return read;
  return (await store.schedules.replace(read, record)) ? record : undefined;
}

/** But for what each write changes. */
function isSame(a: ScheduleRecord, b: ScheduleRecord): boolean {
  const { version: _a, commit: _b, ...left } = a;
  const { version: _c, commit: _d, ...right } = b;
  return isDeepStrictEqual(left, right);
}
