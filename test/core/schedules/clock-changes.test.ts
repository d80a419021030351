/**
 * Due times where clocks are changed, against a calendar that looks at every minute: also where the change begins or ends at
 * midnight, so that the hour that is left out or comes twice is the last or the first of a day.
 */
import { expect, test } from "vitest";
import { dueTimesOf } from "../../../src/core/schedules/due-times.js";
import { cron, rulesOf } from "./schedules.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The days, by UTC, around which the clocks of each place are changed. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  "America/Nuuk": ["2025-03-30", "2025-10-26", "2023-03-26"],
  "America/Scoresbysund": ["2025-03-30", "2024-03-31", "2025-10-26"],
  "Africa/Cairo": ["2025-04-24", "2025-10-30"],
  "Asia/Beirut": ["2025-03-29", "2025-10-25"],
  "America/Havana": ["2025-03-09", "2025-11-02"],
  "America/Santiago": ["2025-09-07", "2025-04-06"],
  "America/Asuncion": ["2024-10-06", "2024-03-24"],
  "America/Sao_Paulo": ["2018-11-04", "2018-02-18"],
  "Europe/Berlin": ["2025-03-30", "2025-10-26"],
  "Australia/Lord_Howe": ["2025-10-04", "2025-04-05"],
  "Antarctica/Troll": ["2025-03-30", "2025-10-26"],
  // A day of which nothing was left, when the date line was moved.
  "Pacific/Apia": ["2011-12-30"],
};
const HOURS = ["*", "*/3", "0", "2", "23", "0,23", "22-23", "0-1", "2,3"];
const MINUTES = ["30", "*/20", "5,25,59"];

/** A minute of a place: its clocks show `reading`, as if it were UTC. */
interface Shown {
  readonly time: number;
  readonly reading: number;
}

function minutesOf(zone: string, from: number, to: number): readonly Shown[] {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  const shown: Shown[] = [];
  for (let time = from; time < to; time += MINUTE_MS) {
    shown.push({ time, reading: Date.parse(`${format.format(time).replace(" ", "T")}Z`) });
  }
  return shown;
}

function named(field: string, values: number): ReadonlySet<number> {
  const all = Array.from({ length: values }, (_, value) => value);
  const parts = field.split(",").flatMap((part) => {
    const [range = "", step = "1"] = part.split("/");
    const [first = 0, last = first] = range === "*" ? [0, values - 1] : range.split("-").map(Number);
    return all.filter((value) => value >= first && value <= last && (value - first) % Number(step) === 0);
  });
  return new Set(parts);
}

/** The due times of `<minute> <hour> * * *`, by what the documentation says of them. */
function expectedOf(minute: string, hour: string, minutes: readonly Shown[]): readonly number[] {
  const [ofMinute, ofHour] = [named(minute, 60), named(hour, 24)];
  const isNamed = (reading: number) => {
    const date = new Date(reading);
    return ofMinute.has(date.getUTCMinutes()) && ofHour.has(date.getUTCHours());
  };
  if (`${minute} ${hour}`.includes("*"))
    return minutes.filter(({ reading }) => isNamed(reading)).map(({ time }) => time);
  // Read backwards, so that the first of two that show the same stays.
  const firsts = new Map([...minutes].reverse().map(({ reading, time }) => [reading, time]));
  const due = new Set<number>();
  for (const day of new Set(minutes.map(({ reading }) => Math.floor(reading / DAY_MS)))) {
    for (let reading = day * DAY_MS; reading < (day + 1) * DAY_MS; reading += MINUTE_MS) {
      if (!isNamed(reading)) continue;
      const time = firsts.get(reading) ?? minutes.find((shown) => shown.reading > reading)?.time;
      if (time !== undefined) due.add(time);
    }
  }
  return [...due].sort((a, b) => a - b);
}

const cases = Object.entries(CHANGES).flatMap(([zone, days]) => days.map((day) => ({ zone, day })));

test.each(cases)("in $zone around $day", ({ zone, day }) => {
  const middle = Date.parse(`${day}T00:00:00Z`);
  const minutes = minutesOf(zone, middle - 3 * DAY_MS, middle + 3 * DAY_MS);
  const [from, to] = [middle - 2 * DAY_MS, middle + 2 * DAY_MS];
  for (const hour of HOURS) {
    for (const minute of MINUTES) {
      const expected = expectedOf(minute, hour, minutes).filter((time) => time > from && time <= to);
      const times = dueTimesOf(rulesOf(cron(`${minute} ${hour} * * *`, zone)));
      const ahead: number[] = [];
      for (let due = times.after(from); due !== undefined && due <= to; due = times.after(due)) ahead.push(due);
      const back: number[] = [];
      for (let due = times.lastUntil(to); due !== undefined && due > from; due = times.lastUntil(due - 1))
        back.push(due);
      const texts = (of: readonly number[]) => of.map((time) => new Date(time).toISOString());
      expect(texts(ahead), `${minute} ${hour} ahead`).toEqual(texts(expected));
      expect(texts(back.reverse()), `${minute} ${hour} back`).toEqual(texts(expected));
    }
  }
});

test("what is found does not depend on the moment from which it is looked for", () => {
  for (const { zone, day } of cases) {
    const start = Date.parse(`${day}T00:00:00Z`);
    const times = dueTimesOf(rulesOf(cron("5,25,59 0,22-23 * * *", zone)));
    for (let time = start - DAY_MS; time < start + DAY_MS; time += 97 * MINUTE_MS) {
      const next = times.after(time) ?? 0;
      expect(next, zone).toBeGreaterThan(time);
      expect(times.lastUntil(next), zone).toBe(next);
      expect(times.after(next - 1), zone).toBe(next);
      expect(times.lastUntil(next - 1), zone).toBeLessThanOrEqual(time);
    }
  }
});
