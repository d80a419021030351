/**
 * Flows of all kinds that callers end, reopen and change under way.
 */
import type { TaskDefinition } from "../../src/core/definition/definition.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { scopedFlows } from "./scoped-flows.js";
import { nestedFlows, randomFlows, type SimulatedFlow, targetedFlows, type Workload } from "./workload.js";

/** Plain ones more often: all that becomes of them is known beforehand. */
const KINDS: readonly Workload[] = [randomFlows, randomFlows, randomFlows, targetedFlows, targetedFlows, scopedFlows];

export const steeredFlows: Workload = (random, bounds) => {
  const kind = random.chance(0.25) ? nestedFlows : random.pick(KINDS);
  return kind(random, bounds).map((flow) => steered(random, flow));
};

/** Some of its tasks want to know the flow's input. */
function steered(random: SeededRandom, flow: SimulatedFlow): SimulatedFlow {
  const tasks = flow.definition.tasks.map((task): TaskDefinition => {
    return task.type !== undefined && random.chance(0.3) ? { ...task, needsFlowInput: true } : task;
  });
  return { ...flow, steered: true, definition: { ...flow.definition, tasks } };
}
