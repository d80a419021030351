/**
 * Flows of several kinds in which more takes time: delays after tasks, tries that wait longer and longer, a time limit of
 * the flow as a whole.
 */
import type { FlowDefinition, RetryPolicy, TaskDefinition } from "../../src/core/definition/definition.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { scopedFlows } from "./scoped-flows.js";
import type { SimulationOptions } from "./simulate.js";
import { controlledFlows, randomFlows, type SimulatedFlow, type Workload } from "./workload.js";

const KINDS: readonly Workload[] = [randomFlows, randomFlows, controlledFlows, scopedFlows];

const timedFlows: Workload = (random, bounds) =>
  random
    .pick(KINDS)(random, bounds)
    .map((flow) => timed(random, flow));

export const TIMED: SimulationOptions = { workload: timedFlows };

function timed(random: SeededRandom, flow: SimulatedFlow): SimulatedFlow {
  const tasks = flow.definition.tasks.map(
    (task): TaskDefinition => ({
      ...task,
      ...(task.retry !== undefined && random.chance(0.5) && { retry: slower(random, task.retry) }),
      ...(mayWait(task) && random.chance(0.2) && { delayAfterMs: 100 + random.below(5_000) }),
    }),
  );
  const definition = withDefaultRetry({ ...flow.definition, tasks });
  const timeoutMs = 3_000 + random.below(60_000);
  return { ...flow, definition: random.chance(0.3) ? { ...definition, timeoutMs } : definition };
}

/** The model of edges ends a list with its last item. */
function mayWait({ type, forEach }: TaskDefinition): boolean {
  return type !== undefined && forEach === undefined;
}

function slower(random: SeededRandom, retry: RetryPolicy): RetryPolicy {
  return {
    ...retry,
    initialIntervalMs: 10 + random.below(1_000),
    multiplier: random.pick([1, 1.5, 3]),
    maxIntervalMs: 1_000 + random.below(5_000),
    jitter: random.pick([0, 0.3, 1]),
    nonRetryableTypes: ["Never"],
  };
}

/** As its first task is tried: those for which the same is said say nothing. */
function withDefaultRetry(definition: FlowDefinition): FlowDefinition {
  const defaultRetry = definition.tasks.find(({ retry }) => retry !== undefined)?.retry;
  if (defaultRetry === undefined) return definition;
  const same = JSON.stringify(defaultRetry);
  const tasks = definition.tasks.map((task): TaskDefinition => {
    const { retry, ...rest } = task;
    // Without the default such a task is tried once.
    if (retry === undefined) return { ...task, retry: { ...defaultRetry, maxAttempts: 1, nonRetryableTypes: [] } };
    return JSON.stringify(retry) === same ? rest : task;
  });
  return { ...definition, defaultRetry, tasks };
}
