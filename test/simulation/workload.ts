/**
 * What a world has to do: random flows, each with the script of what becomes of its tasks.
 */
import type { FlowDefinition, Timeouts } from "../../src/core/definition/definition.js";
import { controlDefinition } from "../core/control-definition.js";
import { type ControlGraph, outcomeOfRun, randomControlGraph } from "../core/control-graph.js";
import { GRAPH_QUEUES, type GraphTask, type RandomGraph, randomGraph } from "../core/random-graph.js";
import { definitionOf } from "../core/random-run.js";
import type { SeededRandom } from "../core/seeded-random.js";

const MAX_TASKS = 18;

export interface SimulatedFlow {
  readonly flowId: string;
  readonly graph: RandomGraph;
  /** Where edges of all kinds hold its tasks together: those; the graph then has the tasks alone. */
  readonly control?: ControlGraph;
  readonly definition: FlowDefinition;
  task(taskId: string): GraphTask;
}

/** Flows with edges of all kinds, but for those that end or pause the flow. */
export function controlledFlows(random: SeededRandom): readonly SimulatedFlow[] {
  return Array.from({ length: 1 + random.below(4) }, (_, index) => controlledFlow(random, `f${index}`));
}

function controlledFlow(random: SeededRandom, flowId: string): SimulatedFlow {
  const control = randomControlGraph(random.below(2 ** 31), { cycles: true, instances: true });
  const queue = random.pick(GRAPH_QUEUES);
  const plain = { dependsOn: [], queue, priority: 0, maxTries: 1, retryMs: 0, delayMs: 0 };
  const tasks = control.tasks.map(({ name, noop, outcomes }): GraphTask => ({ ...plain, name, noop, outcomes }));
  const graph: RandomGraph = { seed: control.seed, failureMode: "CONTINUE", maxParallel: 0, tasks };
  const definition = controlDefinition(control, queue);
  const task = (taskId: string): GraphTask => ({
    ...plain,
    name: taskId,
    noop: false,
    outcomes: [outcomeOfRun(control, taskId)],
  });
  return { flowId, graph, control, definition, task };
}

export function randomFlows(random: SeededRandom): readonly SimulatedFlow[] {
  return Array.from({ length: 1 + random.below(4) }, (_, index) => randomFlow(random, `f${index}`));
}

function randomFlow(random: SeededRandom, flowId: string): SimulatedFlow {
  const graph = randomGraph(random.below(2 ** 31), MAX_TASKS);
  const plain = definitionOf(graph);
  const timed = random.chance(0.5);
  const tasks = plain.tasks.map((task) => {
    if (task.type === undefined || !timed || !random.chance(0.4)) return task;
    return { ...task, timeouts: randomTimeouts(random), onLost: random.chance(0.2) ? ("FAIL" as const) : task.onLost };
  });
  const byName = new Map(graph.tasks.map((task) => [task.name, task]));
  return {
    flowId,
    graph,
    definition: { ...plain, tasks },
    task: (name) => {
      const task = byName.get(name);
      if (task === undefined) throw new Error(`no task ${name}`);
      return task;
    },
  };
}

function randomTimeouts(random: SeededRandom): Timeouts {
  const some = (most: number) => 500 + random.below(most);
  const timeouts: Timeouts = {
    ...(random.chance(0.4) && { runMs: some(20_000) }),
    ...(random.chance(0.2) && { readyToClaimMs: some(30_000) }),
    ...(random.chance(0.2) && { attemptMs: some(30_000) }),
    ...(random.chance(0.2) && { heartbeatMs: some(10_000) }),
    ...(random.chance(0.1) && { totalMs: some(60_000) }),
  };
  return timeouts;
}
