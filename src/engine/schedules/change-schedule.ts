/**
 * Changes of a schedule that somebody asks for: what is due by it as it was is decided first, in the same write.
 */
import type { ScheduleKey, ScheduleRecord } from "../../store/schedule-store.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { decided } from "./decided.js";
import { type ScheduleContent, writeSchedule } from "./write-schedule.js";

const TRIES = 20;
/** Decisions that bring it up to now. */
const DECISIONS = 50;

/**
 * `change` is given the schedule as far as it has come by `now`, and gives what is different; it may throw. Throws
 * SCHEDULE_NOT_FOUND, or CONFLICT.
 */
export async function changeSchedule(
  machinery: Machinery,
  key: ScheduleKey,
  change: (record: ScheduleRecord, now: number) => Partial<ScheduleContent>,
): Promise<ScheduleRecord> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const read = await machinery.store.schedules.read(key);
    if (read === undefined) throw scheduleNotFound(key);
    const now = machinery.clock.now();
    const current = await broughtUp(machinery, read, now);
    const written = await writeSchedule(machinery, read, {
      ...current,
      ...change(current, now),
    });
    if (written !== undefined) return written;
  }
  throw scheduleConflict(key);
}

async function broughtUp(machinery: Machinery, read: ScheduleRecord, now: number): Promise<ScheduleRecord> {
  let current = read;
  for (let decisions = 0; decisions < DECISIONS; decisions += 1) {
    const progress = await decided(machinery, current, now);
    const isWhole = progress.cursor === current.progress.cursor;
    current = { ...current, progress };
    if (isWhole) break;
  }
  return current;
}

/** What somebody has changed: a generation of its own. */
export function changed(record: ScheduleRecord, now: number): Pick<ScheduleContent, "generation" | "updateTime"> {
  return { generation: record.generation + 1, updateTime: now };
}

export function scheduleNotFound({ namespace, scheduleId }: ScheduleKey): EngineError {
  return new EngineError("SCHEDULE_NOT_FOUND", `no schedule ${scheduleId} in namespace ${namespace}`, {
    metadata: { namespace, schedule_id: scheduleId },
  });
}

export function scheduleConflict({ namespace, scheduleId }: ScheduleKey): EngineError {
  return new EngineError("CONFLICT", `schedule ${scheduleId} is being changed by others`, {
    metadata: { namespace, schedule_id: scheduleId },
    retryAfterMs: 50,
  });
}
