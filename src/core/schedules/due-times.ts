/**
 * The due times of a timing: those of a cron expression by the calendar of its time zone, those of an interval by
 * whole spans since 1970. The same for every process, whenever it asks.
 */
import { Cron } from "croner";
import type { ScheduleRules, Timing } from "./schedule.js";

export interface DueTimes {
  /** The first due time after this moment; undefined = there is none. */
  after(time: number): number | undefined;
  /** The last due time at this moment or before; undefined = there is none. */
  lastUntil(time: number): number | undefined;
}

/** The last moment that a Date can name. */
const LAST_TIME = 8_640_000_000_000_000;
const SECOND_MS = 1_000;

/** Those of the timing within the bounds of the schedule. */
export function dueTimesOf({ timing, startTime = 0, endTime = LAST_TIME }: ScheduleRules): DueTimes {
  const times = timing.kind === "cron" ? cronTimes(timing) : intervalTimes(timing);
  return {
    after(time) {
      const due = times.after(Math.max(time, startTime - 1));
      return due !== undefined && due < endTime ? due : undefined;
    },
    lastUntil(time) {
      const due = times.lastUntil(Math.min(time, endTime - 1));
      return due !== undefined && due >= startTime ? due : undefined;
    },
  };
}

/** At most `limit` due times after a moment. */
export function nextTimes(rules: ScheduleRules, after: number, limit: number): readonly number[] {
  const times = dueTimesOf(rules);
  const found: number[] = [];
  for (let due = times.after(after); due !== undefined && found.length < limit; due = times.after(due)) found.push(due);
  return found;
}

/** Throws where the expression or the time zone is none. */
export function cronOf({ expression, timeZone }: Timing & { readonly kind: "cron" }): Cron {
  return new Cron(expression, {
    timezone: timeZone,
    mode: "5-or-6-parts",
    // A list of hours is due once where an hour comes twice, as a single one is.
    fixedTimeRule: "no-wildcard",
    paused: true,
  });
}

function cronTimes(timing: Timing & { readonly kind: "cron" }): DueTimes {
  const cron = cronOf(timing);
  return {
    after: (time) => cron.nextRun(new Date(time))?.getTime(),
    // It gives those before a moment, in whole seconds: the one at it is found by asking from the second behind.
    lastUntil: (time) => cron.previousRuns(1, new Date((Math.floor(time / SECOND_MS) + 1) * SECOND_MS))[0]?.getTime(),
  };
}

function intervalTimes({ everyMs, offsetMs }: Timing & { readonly kind: "interval" }): DueTimes {
  const lastUntil = (time: number) => Math.floor((time - offsetMs) / everyMs) * everyMs + offsetMs;
  return { after: (time) => lastUntil(time) + everyMs, lastUntil };
}
