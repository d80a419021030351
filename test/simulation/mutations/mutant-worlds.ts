/**
 * Runs as a program of its own, compiled from the sources in which the engine is mutated: worlds from the first seed to the
 * last, until one breaks. Its last line is the finding, as JSON.
 */
import { scopedFlows } from "../scoped-flows.js";
import { simulate } from "../simulate.js";
import { steeredFlows } from "../steered-flows.js";
import { controlledFlows, decidedFlows, nestedFlows, randomFlows, type Workload } from "../workload.js";
import type { WorldKind } from "./mutation.js";

const WORKLOADS: Readonly<Record<WorldKind, Workload>> = {
  plain: randomFlows,
  controlled: controlledFlows,
  decided: decidedFlows,
  nested: nestedFlows,
  scoped: scopedFlows,
  steered: steeredFlows,
};

const [first = "1", last = "0", kind = "plain"] = process.argv.slice(2);
// As who starts the program names it.
console.log(JSON.stringify(await firstBroken(Number(first), Number(last), WORKLOADS[kind as WorldKind])));

async function firstBroken(
  first: number,
  last: number,
  workload: Workload,
): Promise<{ readonly seed?: number; readonly broken?: string }> {
  for (let seed = first; seed <= last; seed += 1) {
    const { broken } = await simulate(seed, { workload });
    if (broken !== undefined) return { seed, broken };
  }
  return {};
}
