/**
 * Concurrency keys: what is taken for a limit, ages by the server's clock, and what speaks for a key that does not get on.
 */
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { keyAgeMs, keyConcern, limitEntered } from "../../ui/src/work/keys.js";

test.each([
  ["3", 3],
  [" 12 ", 12],
  ["4294967295", 4_294_967_295],
  ["4294967296", undefined],
  ["0", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  ["", undefined],
])("entered as a limit, %j is %j", (text, limit) => {
  expect(limitEntered(text)).toBe(limit);
});

test("how long something has waited is counted by the clock of the server, and never below nothing", () => {
  const readySinceTime = timestampFromDate(new Date("2026-03-01T00:00:07.500Z"));
  expect(keyAgeMs({ readySinceTime }, "2026-03-01T00:00:10.000Z")).toBe(2_500);
  expect(keyAgeMs({ readySinceTime }, "2026-03-01T00:00:07.000Z")).toBe(0);
  expect(keyAgeMs({}, "2026-03-01T00:00:10.000Z")).toBeUndefined();
});

test.each([
  [{ ready: 2n, used: 1, limit: 1 }, "as many are held as its limit allows"],
  [{ ready: 2n, used: 4, limit: 3 }, "as many are held as its limit allows"],
  [{ ready: 2n, used: 1, limit: 2 }, ""],
  [{ ready: 0n, used: 1, limit: 1 }, ""],
])("of a key with %o it is said: %j", (facts, concern) => {
  expect(keyConcern(facts)).toBe(concern);
});
