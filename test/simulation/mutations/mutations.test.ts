/**
 * The mutations can be made, and a few of them are: the simulation notices. `make mutate` makes all of them and prints
 * the table, `make mutate MUTATION=name` one, with `SEEDS=n` in so many worlds.
 */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { MUTATIONS } from "./all-mutations.js";
import { compileSources, hunt, mutated } from "./hunt.js";
import type { Mutation } from "./mutation.js";

const { MUTATION, MUTATE, SEEDS: GIVEN_SEEDS = "500" } = process.env;
const SEEDS = Number(GIVEN_SEEDS);
/** Quick ones, each of another room. */
const SAMPLE = ["guard-without-version", "attempt-not-raised", "no-comparison-at-renewals"];
const AT_ONCE = 2;
const LIMIT_MS = 3_600_000;

test("there are at least twenty, each with a name of its own and one place in the sources", async () => {
  expect(MUTATIONS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
  for (const mutation of MUTATIONS) {
    const text = await readFile(mutation.file, "utf8");
    expect(mutated(text, mutation), mutation.name).not.toBe(text);
  }
});

test(`every one of them is noticed within ${SEEDS} seeds, or as many as it says`, { timeout: LIMIT_MS }, async () => {
  const wanted = MUTATIONS.filter(({ name }) => isWanted(name));
  expect(wanted.length).toBeGreaterThan(0);
  const sources = await compileSources();
  const survivors: string[] = [];
  const left = [...wanted];
  const work = async () => {
    for (let mutation = left.shift(); mutation !== undefined; mutation = left.shift()) {
      const prey = await hunt(sources, mutation, Math.max(SEEDS, mutation.seeds ?? 0));
      if (MUTATE !== undefined) console.log(row(mutation, prey));
      if (prey.seed === undefined) survivors.push(`${mutation.name}: ${prey.told}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(survivors).toEqual([]);
});

function isWanted(name: string): boolean {
  if (MUTATION !== undefined && MUTATION !== "") return MUTATION.split(",").includes(name);
  return MUTATE !== undefined || SAMPLE.includes(name);
}

/** As in the table of `docs/simulation.md`. */
function row({ name, rule, breaks }: Mutation, { seed, told, seconds }: Awaited<ReturnType<typeof hunt>>): string {
  const noticed = seed === undefined ? `SURVIVED: ${told}` : told.split("\n")[0]?.slice(0, 120);
  return `| ${name} | ${rule} | ${breaks} | ${seed ?? ""} | ${noticed} | ${seconds.toFixed(0)} s |`;
}
