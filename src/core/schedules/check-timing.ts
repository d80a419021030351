/**
 * What may be wrong with when a schedule is due.
 */

import type { DefinitionFaults } from "../definition/definition-fault.js";
import { checkDuration, checkText } from "../definition/field-checks.js";
import { LIMITS } from "../limits.js";
import { cronFault } from "./cron-fault.js";
import { cronOf, dueTimesOf } from "./due-times.js";
import type { ScheduleRules, Timing } from "./schedule.js";

/** `now`: of what was never due until the end of time it is said so. */
export function checkTiming(found: DefinitionFaults, path: string, rules: ScheduleRules, now: number): void {
  const { timing } = rules;
  const faults = found.list.length;
  if (timing === undefined) found.invalid(`${path}.timing`, "is required: cron or interval");
  else if (timing.kind === "cron") checkCron(found, `${path}.cron`, timing);
  else if (timing.kind === "interval") checkInterval(found, `${path}.interval`, timing);
  else found.invalid(`${path}.timing.kind`, "must be cron or interval", (timing as { kind?: unknown }).kind);
  if (found.list.length > faults || timing.kind !== "cron") return;
  const after = Math.max(now, (rules.startTime ?? 0) - 1);
  const isNever = dueTimesOf({ ...rules, endTime: Number.POSITIVE_INFINITY }).after(after) === undefined;
  if (isNever) found.invalid(`${path}.cron.expression`, "must name a time that comes", timing.expression);
}

function checkCron(found: DefinitionFaults, path: string, timing: Timing & { readonly kind: "cron" }): void {
  const faults = found.list.length;
  checkText(found, `${path}.expression`, timing.expression, LIMITS.cronBytes, true);
  checkText(found, `${path}.time_zone`, timing.timeZone, LIMITS.cronBytes, true);
  if (found.list.length > faults) return;
  if (!isTimeZone(timing.timeZone)) {
    found.invalid(`${path}.time_zone`, "must be an IANA time zone such as Europe/Berlin", timing.timeZone);
    return;
  }
  const fault = cronFault(timing.expression, (expression) => isRead({ ...timing, expression }));
  if (fault !== undefined) found.invalid(`${path}.expression`, fault, timing.expression);
}

function checkInterval(found: DefinitionFaults, path: string, timing: Timing & { readonly kind: "interval" }): void {
  const { everyMs, offsetMs } = timing;
  checkDuration(found, `${path}.every`, everyMs, 0);
  if (everyMs < LIMITS.scheduleIntervalMs) {
    found.invalid(`${path}.every`, `must be at least ${LIMITS.scheduleIntervalMs} ms`, everyMs);
  }
  checkDuration(found, `${path}.offset`, offsetMs, 0);
  if (offsetMs >= everyMs) found.invalid(`${path}.offset`, `must be less than every, which is ${everyMs} ms`, offsetMs);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isRead(timing: Timing & { readonly kind: "cron" }): boolean {
  try {
    cronOf(timing);
    return true;
  } catch {
    return false;
  }
}
