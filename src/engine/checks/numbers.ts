/**
 * Checks of numbers: durations and times in whole milliseconds, counts, priorities, shares.
 */
import { LIMITS } from "../../core/limits.js";
import { type Findings, invalid, tooMuch } from "./findings.js";

/** The end of the year 9999, the latest time that a Timestamp can name. */
const LATEST_TIME = 253_402_300_799_999;

/** A duration that may be zero; absent is legal. */
export function checkDuration(found: Findings, field: string, durationMs: number | undefined): void {
  if (durationMs === undefined) return;
  if (!Number.isSafeInteger(durationMs) || durationMs < 0) {
    invalid(found, field, "must be a duration of at least 0 in whole milliseconds", durationMs);
  } else if (durationMs > LIMITS.durationMs) {
    tooMuch(found, field, "ms", LIMITS.durationMs, durationMs);
  }
}

/** A timeout: a duration that must be more than zero; absent is legal. */
export function checkTimeout(found: Findings, field: string, durationMs: number | undefined): void {
  if (durationMs === 0) invalid(found, field, "must be more than 0 where it is set", durationMs);
  else checkDuration(found, field, durationMs);
}

/** Milliseconds since the epoch; absent is legal. */
export function checkTime(found: Findings, field: string, time: number | undefined): void {
  if (time === undefined) return;
  if (!Number.isSafeInteger(time) || time < 0 || time > LATEST_TIME) {
    invalid(found, field, "must be a time between the years 1970 and 9999", time);
  }
}

/** A whole number of at least `least`; above `most` it is a limit that is exceeded. */
export function checkCount(
  found: Findings,
  field: string,
  value: number,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
  unit = "",
): void {
  if (!Number.isSafeInteger(value) || value < least) {
    invalid(found, field, `must be a whole number of at least ${least}`, value);
  } else if (value > most) {
    tooMuch(found, field, unit, most, value);
  }
}

export function checkPriority(found: Findings, field: string, priority: number | undefined): void {
  if (priority === undefined) return;
  const bound = LIMITS.priority;
  if (!Number.isSafeInteger(priority) || priority < -bound || priority > bound) {
    invalid(found, field, `must be a whole number from ${-bound} to ${bound}`, priority);
  }
}

/** A number from 0 to 1. */
export function checkShare(found: Findings, field: string, share: number | undefined): void {
  if (share !== undefined && !(share >= 0 && share <= 1)) invalid(found, field, "must be from 0 to 1", share);
}

/** How many entries a page has: the default where none is asked for, never more than the cap; nothing is refused. */
export function pageSize(asked: number | undefined): number {
  if (asked === undefined || !(asked >= 1)) return LIMITS.pageSizeDefault;
  return Math.min(Math.floor(asked), LIMITS.pageSize);
}
