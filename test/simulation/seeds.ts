/**
 * The simulation: thousands of hostile worlds, each from a seed of its own. `make simulate SEEDS=n` runs n of them,
 * `make simulate SEED=n` one, and shows every step of it. Two test files have a half each, so that two cores share them.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { test } from "vitest";
import { chosenSeeds } from "../core/seeds.js";
import { composedFlows } from "./composed-flows.js";
import { scopedFlows } from "./scoped-flows.js";
import { type JudgedCalls, type SimulationOptions, type SimulationResult, simulate } from "./simulate.js";
import { KEYS_AND_RATES, LIMITED_QUEUES, STEERED_LARGE, steeredFlows } from "./steered-flows.js";
import { TIMED } from "./timed-flows.js";
import { controlledFlows, decidedFlows, nestedFlows } from "./workload.js";

const { SEED, SEEDS } = process.env;
const { first, count: COUNT } = chosenSeeds(2_080, SEEDS);
export const FIRST = first;
/** Worlds of flows with edges take longer: there are fewer of them. */
const CONTROLLED = Math.ceil(SEEDS === undefined ? COUNT * 0.3125 : COUNT / 2);
const EDGED = Math.ceil(CONTROLLED * 0.7);
const DECIDED = Math.ceil(CONTROLLED / 2);
const NESTED = DECIDED;
const COMPOSED = DECIDED;
const SCOPED = DECIDED;
const LIMITED = Math.ceil(CONTROLLED * 0.2);
const KEYED = LIMITED;
const DELAYED = LIMITED;
const SCHEDULED = Math.ceil(CONTROLLED * 0.15);
const STEERED = Math.ceil(CONTROLLED * 0.7);
const STEERED_AND_LARGE = Math.ceil(CONTROLLED * 0.2);
const TRACES = ".cache/simulation";
const LINES_SHOWN = 60;
/** Two thousand and more take some minutes on two cores; the bound only tells a slow machine from one that waits for ever. */
const LIMIT_MS = 600_000 + COUNT * 200;

/** The worlds of every second seed, from the first or the second one on. */
export function halfOfTheWorlds(half: 0 | 1): void {
  worlds("worlds", COUNT, half);
  worlds("worlds of flows with edges of all kinds", EDGED, half, { workload: controlledFlows });
  worlds("worlds of flows with decisions", DECIDED, half, { workload: decidedFlows });
  worlds("worlds of flows within flows", NESTED, half, { workload: nestedFlows });
  worlds("worlds of flows of all kinds within each other", COMPOSED, half, { workload: composedFlows });
  worlds("worlds of flows with scopes", SCOPED, half, { workload: scopedFlows });
  worlds("worlds of flows that callers steer", STEERED, half, { workload: steeredFlows });
  worlds("worlds of flows of several segments that callers steer", STEERED_AND_LARGE, half, STEERED_LARGE);
  worlds("worlds of queues that somebody limits and pauses", LIMITED, half, LIMITED_QUEUES);
  worlds("worlds of concurrency keys and of queues with rates", KEYED, half, KEYS_AND_RATES);
  worlds("worlds of flows with delays and limits of time of their own", DELAYED, half, TIMED);
  worlds("worlds of schedules", SCHEDULED, half, { schedules: "put" });
  worlds("worlds of schedules that are paused and triggered", SCHEDULED, half, { schedules: "kept" });
}

function worlds(what: string, count: number, half: 0 | 1, options: SimulationOptions = {}): void {
  const seeds = Array.from({ length: count }, (_, index) => FIRST + index).filter((_, index) => index % 2 === half);
  if (seeds.length === 0) return;
  test(
    `${seeds.length} ${what}, of every second seed from ${seeds[0]} on, keep every promise`,
    async () => {
      const began = performance.now();
      let simulatedMs = 0;
      const calls = { tasks: 0, operations: 0, doubled: 0 };
      for (const seed of seeds) {
        const result = await simulate(seed, options);
        simulatedMs += result.simulatedMs;
        calls.tasks += result.calls?.tasks ?? 0;
        calls.operations += result.calls?.operations ?? 0;
        calls.doubled += result.calls?.doubled ?? 0;
        if (SEED !== undefined) console.log(result.trace.join("\n"));
        await expectKept(result);
      }
      const times = (simulatedMs / (performance.now() - began)).toFixed(0);
      console.log(
        `${seeds.length} ${what}: ${(simulatedMs / 3_600_000).toFixed(1)} hours, ${times} × real time${toldCalls(calls)}`,
      );
    },
    LIMIT_MS,
  );
}

function toldCalls({ tasks, operations, doubled }: JudgedCalls): string {
  const told = tasks === 0 ? "" : `; one order explains ${operations} calls on ${tasks} tasks`;
  return `${told}; ${doubled} completions that were acknowledged came more than once`;
}

/** Throws where a promise was broken, and tells what happened before. */
export async function expectKept({ seed, trace, broken }: SimulationResult): Promise<void> {
  if (broken === undefined) return;
  await mkdir(TRACES, { recursive: true });
  const file = `${TRACES}/${seed}.txt`;
  await writeFile(file, `${trace.join("\n")}\n`);
  const last = trace.slice(-LINES_SHOWN).join("\n");
  throw new Error(
    `seed ${seed}: ${broken}\n  make simulate SEED=${seed} runs it again; all steps: ${file}; the last:\n${last}`,
  );
}
