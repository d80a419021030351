// The first half of the worlds, and those that once broke a promise.
import { expect, test } from "vitest";
import { REGRESSIONS } from "./regressions.js";
import { expectKept, FIRST, halfOfTheWorlds } from "./seeds.js";
import { simulate } from "./simulate.js";

halfOfTheWorlds(0);

test("a seed is the same world again, step by step", async () => {
  const [first, second] = [await simulate(FIRST), await simulate(FIRST)];
  expect(second).toEqual(first);
  expect(first.trace.length).toBeGreaterThan(10);
});

test.each(REGRESSIONS)("seed $seed, in which once $fault", async ({ seed, workload }) => {
  await expectKept(await simulate(seed, { computes: "never", extra: "none", ...(workload && { workload }) }));
});
