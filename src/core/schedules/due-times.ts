/**
 * The due times of a timing: those of a cron expression by the calendar of its time zone, those of an interval by
 * whole spans since 1970. The same for every process, whenever it asks.
 */
import { Cron } from "croner";
import type { ScheduleRules, Timing } from "./schedule.js";
import { WallClock } from "./wall-clock.js";

export interface DueTimes {
  /** The first due time after this moment; undefined = there is none. */
  after(time: number): number | undefined;
  /** The last due time at this moment or before; undefined = there is none. */
  lastUntil(time: number): number | undefined;
}

/** The last moment that a Date can name. */
const LAST_TIME = 8_640_000_000_000_000;
const SECOND_MS = 1_000;
const OPTIONS = { mode: "5-or-6-parts", paused: true } as const;

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

/** Throws where the expression or the time zone is none. */
export function cronOf({ expression, timeZone }: Timing & { readonly kind: "cron" }): Cron {
  return new Cron(expression, { timezone: timeZone, ...OPTIONS });
}

function cronTimes(timing: Timing & { readonly kind: "cron" }): DueTimes {
  return namesTimesOfDay(timing.expression) ? timesOfDay(timing) : runningTimes(cronOf(timing));
}

/** Whether second, minute and hour are without `*` and steps: a list of hours is due once where an hour comes twice, as a single one is. */
function namesTimesOfDay(expression: string): boolean {
  const fields = expression.trim().split(/\s+/);
  if (fields.length === 1) return fields[0]?.toLowerCase() !== "@hourly";
  return !/[*?/]/.test(fields.slice(0, fields.length === 5 ? 2 : 3).join());
}

/** Those that go on as time does. */
function runningTimes(cron: Cron): DueTimes {
  return {
    after: (time) => cron.nextRun(new Date(time))?.getTime(),
    lastUntil: (time) => previous(cron, time),
  };
}

/**
 * Those of each day by its clocks. They are counted as if no clock were ever changed, and found on the clocks of the zone
 * then: croner itself passes over a time of day where the gap that it lies in ends at midnight.
 */
function timesOfDay(timing: Timing & { readonly kind: "cron" }): DueTimes {
  const cron = new Cron(timing.expression, { utcOffset: 0, ...OPTIONS });
  const clock = new WallClock(timing.timeZone);
  const found = (begin: number, step: (reading: number) => number | undefined) => {
    for (let reading = step(begin); reading !== undefined; reading = step(reading)) {
      const time = clock.firstAt(reading);
      if (time !== undefined) return time;
    }
    return undefined;
  };
  return {
    after: (time) => found(clock.latestUntil(time), (reading) => cron.nextRun(new Date(reading))?.getTime()),
    lastUntil: (time) => found(clock.latestUntil(time) + SECOND_MS, (reading) => previous(cron, reading - SECOND_MS)),
  };
}

/** It gives those before a moment, in whole seconds: the one at it is found by asking from the second behind. */
function previous(cron: Cron, time: number): number | undefined {
  const behind = (Math.floor(time / SECOND_MS) + 1) * SECOND_MS;
  return cron.previousRuns(1, new Date(behind))[0]?.getTime();
}

function intervalTimes({ everyMs, offsetMs }: Timing & { readonly kind: "interval" }): DueTimes {
  const lastUntil = (time: number) => Math.floor((time - offsetMs) / everyMs) * everyMs + offsetMs;
  return { after: (time) => lastUntil(time) + everyMs, lastUntil };
}
