/**
 * Queues and sessions: ages by the server's clock, and what speaks for a queue that does not get on.
 */
import { expect, test } from "vitest";
import { ageMs, concernOf, rateText } from "../../ui/src/work/work.js";

const queue = {
  queue: "billing",
  kind: "EXECUTE",
  ready: 3,
  running: 0,
  sessions: 2,
  credit: 4,
  paused: false,
  concurrencyLimit: 0,
} as const;

test("ages are counted by the clock that the answer is of, and never below nothing", () => {
  const answer = { time: "2026-03-01T00:00:10.000Z" };
  expect(ageMs("2026-03-01T00:00:07.500Z", answer)).toBe(2_500);
  expect(ageMs("2026-03-01T00:00:11.000Z", answer)).toBe(0);
  expect(ageMs(undefined, answer)).toBeUndefined();
});

test.each([
  [{}, ""],
  [{ ready: 0, sessions: 0, credit: 0 }, ""],
  [{ sessions: 0, credit: 0 }, "no executor is connected to this process"],
  [{ paused: true, credit: 0 }, "paused: nothing is handed out"],
  [{ running: 2, concurrencyLimit: 2 }, "as many run as its limit allows"],
  [{ rateNextTime: "2026-03-01T00:00:07.500Z", credit: 0 }, "as many were handed out as its rate allows"],
  [{ credit: 0 }, "its executors hold as much as they may"],
])("of a queue with %j it is said: %j", (facts, concern) => {
  expect(concernOf({ ...queue, ...facts })).toBe(concern);
});

test("of a rate it is said how much is used", () => {
  expect(rateText({})).toBe("");
  expect(rateText({ rateLimit: { tasks: 100, periodMs: 60_000 }, rateUsed: 12 })).toBe("12/100 in 1 m 00 s");
});
