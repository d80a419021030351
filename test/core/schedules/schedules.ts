/**
 * Schedules for tests of their decisions.
 */
import { dueTimesOf } from "../../../src/core/schedules/due-times.js";
import type { ScheduleRules, Timing } from "../../../src/core/schedules/schedule.js";

export const cron = (expression: string, timeZone = "UTC"): Timing => ({ kind: "cron", expression, timeZone });

export const every = (everyMs: number, offsetMs = 0): Timing => ({ kind: "interval", everyMs, offsetMs });

export function rulesOf(timing: Timing, fields: Partial<ScheduleRules> = {}): ScheduleRules {
  return { timing, overlapPolicy: "SKIP", catchupWindowMs: 365 * 86_400_000, ...fields };
}

/** At most `limit` due times after a moment. */
export function nextTimes(rules: ScheduleRules, after: number, limit: number): readonly number[] {
  const times = dueTimesOf(rules);
  const found: number[] = [];
  while (found.length < limit) {
    const due = times.after(found.at(-1) ?? after);
    if (due === undefined) break;
    found.push(due);
  }
  return found;
}
