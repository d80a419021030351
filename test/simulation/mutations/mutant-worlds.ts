/**
 * Runs as a program of its own, compiled from the sources in which the engine is mutated: worlds from the first seed to the
 * last, until one breaks. Its last line is the finding, as JSON.
 */
import { composedFlows } from "../composed-flows.js";
import { scopedFlows } from "../scoped-flows.js";
import { type SimulationOptions, simulate } from "../simulate.js";
import { anyFlows, EDITED, KEYS_AND_RATES, LIMITED_QUEUES, STEERED_LARGE, steeredFlows } from "../steered-flows.js";
import { controlledFlows, decidedFlows, nestedFlows } from "../workload.js";
import type { WorldKind } from "./mutation.js";

const WORLDS: Readonly<Record<WorldKind, SimulationOptions>> = {
  plain: {},
  controlled: { workload: controlledFlows },
  decided: { workload: decidedFlows },
  nested: { workload: nestedFlows },
  scoped: { workload: scopedFlows },
  steered: { workload: steeredFlows },
  large: STEERED_LARGE,
  edited: EDITED,
  composed: { workload: composedFlows },
  queues: LIMITED_QUEUES,
  keys: KEYS_AND_RATES,
  schedules: { schedules: "put" },
  "deleted schedules": { schedules: "kept", extra: "deleted schedules" },
  failing: { extra: "final failures" },
  pausing: { workload: nestedFlows, extra: "pauses within" },
  retention: { workload: anyFlows, extra: "retention" },
  doubled: { extra: "doubles" },
  computed: { workload: anyFlows, computes: "always" },
};

const [first = "1", last = "0", kind = "plain"] = process.argv.slice(2);
// As who starts the program names it.
console.log(JSON.stringify(await firstBroken(Number(first), Number(last), WORLDS[kind as WorldKind])));

async function firstBroken(
  first: number,
  last: number,
  options: SimulationOptions,
): Promise<{ readonly seed?: number; readonly broken?: string }> {
  for (let seed = first; seed <= last; seed += 1) {
    const { broken } = await simulate(seed, options);
    if (broken !== undefined) return { seed, broken };
  }
  return {};
}
