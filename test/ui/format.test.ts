/**
 * Times, durations, counts and sizes as the page writes them.
 */
import { expect, test } from "vitest";
import { formatBytes, formatCount, formatPlural } from "../../ui/src/format/numbers.js";
import { formatAge, formatClock, formatDuration, formatMoment, lengthOf, momentOf } from "../../ui/src/format/time.js";

test.each([
  [-5, "0 ms"],
  [0, "0 ms"],
  [999.4, "999 ms"],
  [1_000, "1.0 s"],
  [59_949, "59.9 s"],
  [59_960, "1 m 00 s"],
  [185_000, "3 m 05 s"],
  [3_599_400, "59 m 59 s"],
  [3_599_600, "1 h 00 m"],
  [86_399_000, "1 d 00 h"],
  [86_300_000, "23 h 58 m"],
  [90_000_000, "1 d 01 h"],
])("%d ms is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-1, "now"],
  [999, "now"],
  [12_900, "12 s ago"],
  [180_000, "3 m ago"],
  [7_200_000, "2 h ago"],
  [200_000_000, "2 d ago"],
])("%d ms ago is %s", (age, text) => {
  expect(formatAge(1_000_000_000_000 - age, 1_000_000_000_000)).toBe(text);
});

test("a moment is written in the reader's zone, to the millisecond", () => {
  const moment = new Date(2026, 2, 1, 4, 5, 6, 7).getTime();
  expect(formatMoment(moment)).toBe("2026-03-01 04:05:06.007");
  expect(formatClock(moment)).toBe("04:05:06.007");
});

test("what is absent of a message stays absent", () => {
  expect(momentOf(undefined)).toBeUndefined();
  expect(lengthOf(undefined)).toBeUndefined();
});

test.each([
  [0, "0"],
  [999, "999"],
  [1_000, "1,000"],
  [1_234_567, "1,234,567"],
])("%d is written %s", (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test("sizes and plurals", () => {
  expect([312, 4_200, 2_097_152].map(formatBytes)).toEqual(["312 B", "4.1 KiB", "2.0 MiB"]);
  expect([formatPlural(1, "newer flow"), formatPlural(2_000, "task")]).toEqual(["1 newer flow", "2,000 tasks"]);
});
