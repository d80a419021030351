/**
 * When a schedule is to be looked at next.
 */
import { dueTimesOf } from "./due-times.js";
import { goesOn } from "./paused.js";
import type { ScheduleProgress, ScheduleRules } from "./schedule.js";

/** How often it is asked whether the flows have ended that a due time waits for, should nobody tell of it. */
const LOOK_INTERVAL_MS = 5_000;

/** Undefined = never, as things stand. */
export function wakeTimeOf(
  rules: ScheduleRules,
  progress: ScheduleProgress,
  { now, paused }: { readonly now: number; readonly paused: boolean },
): number | undefined {
  const { flows, buffered, cursor } = progress;
  // At once, and until it has been done.
  if (flows.some(({ started }) => !started)) return cursor;
  if (!goesOn(progress, paused)) return undefined;
  const due = paused ? undefined : dueTimesOf(rules).after(cursor);
  if (buffered === undefined) return due;
  return Math.min(due ?? Number.POSITIVE_INFINITY, now + LOOK_INTERVAL_MS);
}

/**
 * The first due time after the cursor, as the wake time tells that was stored with it; undefined = it tells something else, `time`
 * undefined = there is none.
 */
export function dueAsStored(
  { flows, buffered }: ScheduleProgress,
  { wakeTime, paused }: { readonly wakeTime?: number; readonly paused: boolean },
): { readonly time: number | undefined } | undefined {
  const tellsIt = !paused && buffered === undefined && flows.every(({ started }) => started);
  return tellsIt ? { time: wakeTime } : undefined;
}
