/**
 * Schedules for tests of their decisions.
 */
import type { ScheduleRules, Timing } from "../../../src/core/schedules/schedule.js";

export const cron = (expression: string, timeZone = "UTC"): Timing => ({ kind: "cron", expression, timeZone });

export const every = (everyMs: number, offsetMs = 0): Timing => ({ kind: "interval", everyMs, offsetMs });

export function rulesOf(timing: Timing, fields: Partial<ScheduleRules> = {}): ScheduleRules {
  return { timing, overlapPolicy: "SKIP", catchupWindowMs: 365 * 86_400_000, ...fields };
}
