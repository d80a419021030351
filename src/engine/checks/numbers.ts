/**
 * Checks of numbers: durations and times in whole milliseconds, priorities, sizes of pages.
 */
import { checkDuration } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { Findings } from "./findings.js";

/** The end of the year 9999, the latest time that a Timestamp can name. */
const LATEST_TIME = 253_402_300_799_999;

/** A timeout: a duration that must be more than zero; absent is legal. */
export function checkTimeout(found: Findings, field: string, durationMs: number | undefined): void {
  if (durationMs === 0) found.invalid(field, "must be more than 0 where it is set");
  else checkDuration(found, field, durationMs, 1);
}

/** Milliseconds since the epoch; absent is legal. */
export function checkTime(found: Findings, field: string, time: number | undefined): void {
  if (time === undefined) return;
  if (!Number.isSafeInteger(time) || time < 0 || time > LATEST_TIME) {
    found.invalid(field, "must be a time between the years 1970 and 9999", time);
  }
}

export function checkPriority(found: Findings, field: string, priority: number | undefined): void {
  if (priority === undefined) return;
  const bound = LIMITS.priority;
  if (!Number.isSafeInteger(priority) || priority < -bound || priority > bound) {
    found.invalid(field, `must be a whole number from ${-bound} to ${bound}`, priority);
  }
}

/** How many entries a page has: the default where none is asked for, never more than the cap; nothing is refused. */
export function pageSize(asked: number | undefined): number {
  if (asked === undefined || !(asked >= 1)) return LIMITS.pageSizeDefault;
  return Math.min(Math.floor(asked), LIMITS.pageSize);
}
