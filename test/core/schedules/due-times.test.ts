/**
 * Due times: the same whoever asks and when, each once, also where clocks are changed.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dueTimesOf } from "../../../src/core/schedules/due-times.js";
import { cron, every, nextTimes, rulesOf } from "./schedules.js";

const at = (text: string) => Date.parse(text);
const texts = (times: readonly number[]) => times.map((time) => new Date(time).toISOString().replace(".000Z", "Z"));
const next = (expression: string, after: string, count: number, timeZone = "Europe/Berlin") =>
  texts(nextTimes(rulesOf(cron(expression, timeZone)), at(after), count));

describe("where clocks go forward, from 02:00 to 03:00", () => {
  test("a time of day that is left out comes once, at the first moment after it", () => {
    expect(next("30 2 * * *", "2026-03-28T12:00:00Z", 2)).toEqual(["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
  });

  test("two that are left out come once together", () => {
    expect(next("10,40 2 * * *", "2026-03-28T12:00:00Z", 2)).toEqual(["2026-03-29T01:00:00Z", "2026-03-30T00:10:00Z"]);
  });

  test("what comes every half an hour goes on as time does", () => {
    expect(next("*/30 * * * *", "2026-03-29T00:00:00Z", 3)).toEqual([
      "2026-03-29T00:30:00Z",
      "2026-03-29T01:00:00Z",
      "2026-03-29T01:30:00Z",
    ]);
  });
});

describe("where clocks go back, from 03:00 to 02:00", () => {
  test("a time of day that is there twice comes once, at the first", () => {
    expect(next("30 2 * * *", "2026-10-24T12:00:00Z", 2)).toEqual(["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
  });

  test("so does one of a list of hours", () => {
    expect(next("30 2,14 * * *", "2026-10-24T22:00:00Z", 3)).toEqual([
      "2026-10-25T00:30:00Z",
      "2026-10-25T13:30:00Z",
      "2026-10-26T01:30:00Z",
    ]);
  });

  test("what comes every half an hour comes in both hours", () => {
    expect(next("*/30 2 * * *", "2026-10-24T22:00:00Z", 4)).toEqual([
      "2026-10-25T00:00:00Z",
      "2026-10-25T00:30:00Z",
      "2026-10-25T01:00:00Z",
      "2026-10-25T01:30:00Z",
    ]);
  });

  test("in a place whose clocks are changed by half an hour, too", () => {
    expect(next("45 1 * * *", "2026-04-04T00:00:00Z", 2, "Australia/Lord_Howe")).toEqual([
      "2026-04-04T14:45:00Z",
      "2026-04-05T15:15:00Z",
    ]);
  });
});

test("spans are counted from 1970, whenever the schedule was put", () => {
  const rules = rulesOf(every(7_000, 2_000));
  expect(nextTimes(rules, 0, 3)).toEqual([2_000, 9_000, 16_000]);
  expect(nextTimes(rules, 9_000, 1)).toEqual([16_000]);
  expect(dueTimesOf(rules).lastUntil(15_999)).toBe(9_000);
});

test("nothing is due before the start, at the end or later", () => {
  const bounds = { startTime: at("2026-01-10T00:00:00Z"), endTime: at("2026-01-12T00:00:00Z") };
  const rules = rulesOf(cron("@daily", "UTC"), bounds);
  expect(texts(nextTimes(rules, 0, 9))).toEqual(["2026-01-10T00:00:00Z", "2026-01-11T00:00:00Z"]);
  expect(dueTimesOf(rules).lastUntil(at("2027-01-01T00:00:00Z"))).toBe(at("2026-01-11T00:00:00Z"));
  expect(dueTimesOf(rules).lastUntil(at("2026-01-09T00:00:00Z"))).toBeUndefined();
});

const FIELDS = ["*", "*/7", "0", "30", "5,25,59", "10-20"];
const HOURS = ["*", "*/3", "2", "2,3", "1-4", "0"];
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "America/Sao_Paulo",
];
/** Days around those on which clocks are changed. */
const STARTS = ["2026-03-07", "2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-10-31", "2026-06-15"];

const anyTiming = fc
  .record({
    minute: fc.constantFrom(...FIELDS),
    hour: fc.constantFrom(...HOURS),
    zone: fc.constantFrom(...ZONES),
  })
  .map(({ minute, hour, zone }) => cron(`${minute} ${hour} * * *`, zone));

test("the times that follow each other are those that are found from any moment between them, forward and back", () => {
  const moments = fc.record({
    timing: anyTiming,
    start: fc.constantFrom(...STARTS),
    offset: fc.nat({ max: 3 * 86_400_000 }),
  });
  fc.assert(
    fc.property(moments, ({ timing, start, offset }) => {
      const times = dueTimesOf(rulesOf(timing));
      const from = at(`${start}T00:00:00Z`) + offset;
      const first = times.after(from)!;
      const second = times.after(first)!;
      expect(second).toBeGreaterThan(first);
      const between = first + Math.floor((second - first) / 2);
      expect(times.after(first - 1)).toBe(first);
      expect(times.after(between)).toBe(second);
      expect(times.lastUntil(first)).toBe(first);
      expect(times.lastUntil(between)).toBe(first);
      expect(times.lastUntil(second - 1)).toBe(first);
    }),
    { numRuns: 400 },
  );
});

test("a day has each time of the day once, but where clocks are changed", () => {
  const days = fc.record({ zone: fc.constantFrom(...ZONES), start: fc.constantFrom(...STARTS) });
  fc.assert(
    fc.property(days, ({ zone, start }) => {
      const from = at(`${start}T00:00:00Z`) - 86_400_000;
      const times = nextTimes(rulesOf(cron("30 2 * * *", zone)), from, 5);
      const daysOf = times.map((time) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(time));
      expect(new Set(daysOf).size).toBe(times.length);
    }),
    { numRuns: 60 },
  );
});
