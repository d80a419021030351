// Times and durations as people read them, always in the same width class, so that live columns do not jump.
import { type Duration, durationMs, type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `850 ms`, `4.2 s`, `3 m 05 s`, `2 h 04 m`, `3 d 04 h`. What is negative, by clocks that differ, is nothing. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < SECOND) return `${ms} ms`;
  if (ms < 59_950) return `${(ms / SECOND).toFixed(1)} s`;
  const [unit, small, names] = ms < HOUR - SECOND / 2 ? MINUTES : ms < DAY - MINUTE / 2 ? HOURS : DAYS;
  const whole = Math.round(ms / small);
  const perUnit = unit / small;
  return `${Math.floor(whole / perUnit)} ${names[0]} ${String(whole % perUnit).padStart(2, "0")} ${names[1]}`;
}

const MINUTES = [MINUTE, SECOND, ["m", "s"]] as const;
const HOURS = [HOUR, MINUTE, ["h", "m"]] as const;
const DAYS = [DAY, HOUR, ["d", "h"]] as const;

/** How long ago, in one unit: `now`, `12 s ago`, `3 m ago`, `5 h ago`, `2 d ago`. */
export function formatAge(then: number, now: number): string {
  const age = now - then;
  if (age < SECOND) return "now";
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} m ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  return `${Math.floor(age / DAY)} d ago`;
}

/** The moment itself, in the reader's zone, to the millisecond: `2026-03-01 14:05:09.120`. */
export function formatMoment(ms: number): string {
  const date = new Date(ms);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${formatClock(ms)}`;
}

/** The time of day of a moment: `14:05:09.120`. */
export function formatClock(ms: number): string {
  const date = new Date(ms);
  const clock = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join(":");
  return `${clock}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** A moment of a message in milliseconds; undefined where it is absent. */
export function momentOf(timestamp: Timestamp | undefined): number | undefined {
  return timestamp === undefined ? undefined : timestampMs(timestamp);
}

/** A duration of a message in milliseconds; undefined where it is absent. */
export function lengthOf(duration: Duration | undefined): number | undefined {
  return duration === undefined ? undefined : durationMs(duration);
}
