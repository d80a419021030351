/**
 * Flows of all kinds that callers end, reopen and change under way.
 */
import type { TaskDefinition } from "../../src/core/definition/definition.js";
import type { SegmentBounds } from "../../src/core/definition/stored-form.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { composedFlows } from "./composed-flows.js";
import { imported } from "./edited-flows.js";
import { scopedFlows } from "./scoped-flows.js";
import type { SimulationOptions } from "./simulate.js";
import {
  controlledFlows,
  decidedFlows,
  nestedFlows,
  randomFlow,
  randomFlows,
  type SimulatedFlow,
  targetedFlows,
  type Workload,
} from "./workload.js";

const MAX_TASKS_LARGE = 24;

/** Plain ones more often: all that becomes of them is known beforehand. */
const KINDS: readonly Workload[] = [randomFlows, randomFlows, randomFlows, targetedFlows, targetedFlows, scopedFlows];

export const steeredFlows: Workload = (random, bounds) => {
  const within = () => (random.chance(0.4) ? composedFlows : nestedFlows);
  const kind = random.chance(0.25) ? within() : random.pick(KINDS);
  return kind(random, bounds).map((flow) => edited(random, steered(random, flow), 0.25));
};

/** Some that have come so far elsewhere, and some in whose place others are put. */
const editedFlows: Workload = (random, bounds) => {
  const isLarge = bounds !== undefined && random.chance(0.3);
  const flows = isLarge ? steeredLargeFlows(random, bounds) : random.pick([...KINDS, nestedFlows])(random, bounds);
  return flows.map((flow) => {
    return edited(random, isLarge || flow.nested !== undefined ? flow : steered(random, flow), 0.8);
  });
};

export const EDITED: SimulationOptions = { workload: editedFlows };

function edited(random: SeededRandom, flow: SimulatedFlow, chance: number): SimulatedFlow {
  const begun = random.chance(chance) ? imported(random, flow) : flow;
  // What is within a flow goes with the run that is to be replaced: nobody lets it go on meanwhile.
  const mayBeEdited = flow.nested === undefined || flow.steered !== true;
  return random.chance(chance) && mayBeEdited ? { ...begun, edited: true } : begun;
}

const ANY: readonly Workload[] = [
  ...[randomFlows, controlledFlows, decidedFlows, scopedFlows],
  ...[nestedFlows, composedFlows, steeredFlows],
];

/** Of one kind or another. */
export const anyFlows: Workload = (random, bounds) => random.pick(ANY)(random, bounds);

/** Flows of any kind, of whose queues somebody limits and pauses some. */
export const LIMITED_QUEUES: SimulationOptions = { workload: anyFlows, setsQueues: "limits" };

/** As those, with concurrency keys and rates. */
export const KEYS_AND_RATES: SimulationOptions = { workload: anyFlows, setsQueues: "keys and rates" };

/** Plain ones of several segments: not so many tasks that they end only when all is over. */
const steeredLargeFlows: Workload = (random, bounds) =>
  Array.from({ length: 1 + random.below(2) }, (_, index) => {
    return edited(random, steered(random, largeFlow(random, `f${index}`, bounds)), 0.15);
  });

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
