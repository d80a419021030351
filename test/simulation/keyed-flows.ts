/**
 * Tasks that name concurrency keys: put into flows of all kinds by a generator of its own, so that those without are what
 * they were.
 */
import type { TaskDefinition } from "../../src/core/definition/definition.js";
import { mayNest } from "../../src/core/definition/nested-flow.js";
import { seededRandom } from "../core/seeded-random.js";
import type { SimulatedFlow } from "./workload.js";

export const CONCURRENCY_KEYS: readonly string[] = ["crm", "disk"];

const KEYED_SEED = 0x4e7;

/** Of each flow at the top: what is within it has none. */
export function keyedIn(seed: number, flows: readonly SimulatedFlow[]): readonly SimulatedFlow[] {
  const random = seededRandom(seed + KEYED_SEED);
  const share = random.pick([0.1, 0.4, 0.8]);
  const keyed = (task: TaskDefinition): TaskDefinition =>
    task.type === undefined || mayNest(task) || !random.chance(share)
      ? task
      : { ...task, concurrencyKey: random.pick(CONCURRENCY_KEYS) };
  return flows.map((flow) => ({
    ...flow,
    definition: { ...flow.definition, tasks: flow.definition.tasks.map(keyed) },
  }));
}
