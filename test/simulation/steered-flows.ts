/**
 * Flows of all kinds that callers end, reopen and change under way.
 */
import type { TaskDefinition } from "../../src/core/definition/definition.js";
import type { SegmentBounds } from "../../src/core/definition/stored-form.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { scopedFlows } from "./scoped-flows.js";
import type { SimulationOptions } from "./simulate.js";
import { nestedFlows, randomFlow, randomFlows, type SimulatedFlow, targetedFlows, type Workload } from "./workload.js";

const MAX_TASKS_LARGE = 24;

/** Plain ones more often: all that becomes of them is known beforehand. */
const KINDS: readonly Workload[] = [randomFlows, randomFlows, randomFlows, targetedFlows, targetedFlows, scopedFlows];

export const steeredFlows: Workload = (random, bounds) => {
  const kind = random.chance(0.25) ? nestedFlows : random.pick(KINDS);
  return kind(random, bounds).map((flow) => steered(random, flow));
};

/** Plain ones of several segments: not so many tasks that they end only when all is over. */
const steeredLargeFlows: Workload = (random, bounds) =>
  Array.from({ length: 1 + random.below(2) }, (_, index) => steered(random, largeFlow(random, `f${index}`, bounds)));

export const STEERED_LARGE: SimulationOptions = { workload: steeredLargeFlows, cuts: "always" };

/** The first of some with several segments that wait for each other; most random ones are kept whole. */
function largeFlow(random: SeededRandom, flowId: string, bounds: SegmentBounds | undefined): SimulatedFlow {
  let flow = randomFlow(random, flowId, bounds, MAX_TASKS_LARGE);
  for (let more = 20; flow.segments.length < 3 && more > 0; more -= 1) {
    flow = randomFlow(random, flowId, bounds, MAX_TASKS_LARGE);
  }
  return flow;
}

/** Some of its tasks want to know the flow's input. */
function steered(random: SeededRandom, flow: SimulatedFlow): SimulatedFlow {
  const tasks = flow.definition.tasks.map((task): TaskDefinition => {
    return task.type !== undefined && random.chance(0.3) ? { ...task, needsFlowInput: true } : task;
  });
  return { ...flow, steered: true, definition: { ...flow.definition, tasks } };
}
