/**
 * Runs in the copy of the sources in which the engine is mutated: worlds from seed 1 on, until one breaks.
 */
import { writeFile } from "node:fs/promises";
import { test } from "vitest";
import { simulate } from "../simulate.js";

const { MUTANT_REPORT = "", MUTANT_SEEDS = "0" } = process.env;

test("a world breaks", async () => {
  for (let seed = 1; seed <= Number(MUTANT_SEEDS); seed += 1) {
    const { broken } = await simulate(seed);
    if (broken === undefined) continue;
    await writeFile(MUTANT_REPORT, JSON.stringify({ seed, broken }));
    return;
  }
  await writeFile(MUTANT_REPORT, "{}");
});
