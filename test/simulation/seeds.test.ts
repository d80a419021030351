/**
 * The simulation: thousands of hostile worlds, each from a seed of its own. `make simulate SEEDS=n` runs n of them,
 * `make simulate SEED=n` one, and shows every step of it.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { REGRESSIONS } from "./regressions.js";
import { type SimulationResult, simulate } from "./simulate.js";
import { controlledFlows } from "./workload.js";

const { SEED, SEEDS } = process.env;
/** The same ones each time, unless others are asked for: a change is judged by the worlds that were there before it. */
const FIRST = SEED === undefined ? (SEEDS === undefined ? 1 : Date.now() % 1_000_000_000) : Number(SEED);
const COUNT = SEED === undefined ? Number(SEEDS ?? 2_000) : 1;
/** Worlds of flows with edges take longer: there are fewer of them. */
const CONTROLLED = Math.ceil(SEEDS === undefined ? COUNT * 0.15 : COUNT / 2);
const TRACES = ".cache/simulation";
const LINES_SHOWN = 60;
/** Two thousand take about a minute on an idle core; the bound only tells a slow machine from one that waits for ever. */
const LIMIT_MS = 600_000 + COUNT * 200;

test(
  `${COUNT} worlds from seed ${FIRST} on keep every promise`,
  async () => {
    const began = performance.now();
    let simulatedMs = 0;
    let steps = 0;
    for (let seed = FIRST; seed < FIRST + COUNT; seed += 1) {
      const result = await simulate(seed);
      simulatedMs += result.simulatedMs;
      steps += result.trace.length;
      if (SEED !== undefined) console.log(result.trace.join("\n"));
      if (result.broken !== undefined) throw new Error(await report(result, result.broken));
    }
    const times = (simulatedMs / (performance.now() - began)).toFixed(0);
    console.log(`${COUNT} worlds: ${(simulatedMs / 3_600_000).toFixed(1)} hours, ${times} × real time, ${steps} steps`);
  },
  LIMIT_MS,
);

test(
  `${CONTROLLED} worlds of flows with edges of all kinds from seed ${FIRST} on keep every promise`,
  async () => {
    for (let seed = FIRST; seed < FIRST + CONTROLLED; seed += 1) {
      const result = await simulate(seed, { workload: controlledFlows });
      if (result.broken !== undefined) throw new Error(await report(result, result.broken));
    }
  },
  LIMIT_MS,
);

test("a seed is the same world again, step by step", async () => {
  const [first, second] = [await simulate(FIRST), await simulate(FIRST)];
  expect(second).toEqual(first);
  expect(first.trace.length).toBeGreaterThan(10);
});

test.each(REGRESSIONS)("seed $seed, in which once $fault", async ({ seed, workload }) => {
  const result = await simulate(seed, workload && { workload });
  if (result.broken !== undefined) throw new Error(await report(result, result.broken));
});

async function report({ seed, trace }: SimulationResult, broken: string): Promise<string> {
  await mkdir(TRACES, { recursive: true });
  const file = `${TRACES}/${seed}.txt`;
  await writeFile(file, `${trace.join("\n")}\n`);
  const last = trace.slice(-LINES_SHOWN).join("\n");
  return `seed ${seed}: ${broken}\n  make simulate SEED=${seed} runs it again; all steps: ${file}; the last:\n${last}`;
}
