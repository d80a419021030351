/**
 * Flows that begin with what was done elsewhere, and flows that others take the place of: under another definition, from
 * where they have come, or from the start.
 */
import type { FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import type { TaskSnapshot } from "../../src/engine/run-request.js";
import type { TaskDetails } from "../../src/engine/values.js";
import { GRAPH_QUEUES, type GraphTask } from "../core/random-graph.js";
import { definitionOf } from "../core/random-run.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { beginningOf, randomBeginning, snapshotOf } from "./beginnings.js";
import { type SimulatedFlow, segmentsOf } from "./workload.js";

/** A plain flow that begins where such a flow has come some time. */
export function imported(random: SeededRandom, flow: SimulatedFlow): SimulatedFlow {
  const isPlain = flow.control === undefined && flow.scoped === undefined && flow.nested === undefined;
  return isPlain ? { ...flow, begins: randomBeginning(random, flow.graph) } : flow;
}

/** What is run in the place of a flow whose tasks stand so; `name`: of its definition, so that it is known by it. */
export function editedFlow(
  random: SeededRandom,
  flow: SimulatedFlow,
  standing: readonly TaskDetails[],
  name: string,
): SimulatedFlow {
  const { begins: _, ...base } = flow;
  const anew = { ...base, definition: { ...flow.definition, name } };
  // Of edges of all kinds it cannot be told which have led on, and flows within are those of the run before.
  if (flow.control !== undefined || flow.nested !== undefined || random.chance(0.15)) return anew;
  const kept = keptOf(random, flow, standing);
  const snapshot = (names: Iterable<string>) =>
    beginningOf({ state: random.chance(0.3) ? "SUSPENDED" : "RUNNING", tasks: [...kept.values()] }, new Set(names));
  if (flow.scoped !== undefined) return { ...anew, begins: snapshot(flow.graph.tasks.map((task) => task.name)) };
  const tasks = editedTasks(random, flow.graph.tasks, kept, name);
  const graph = { ...withoutOutput(flow.graph), tasks };
  const definition = { ...withTasks(flow.definition, tasks), name };
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const { computed: _computed, ...plain } = anew;
  return {
    ...plain,
    graph,
    definition,
    segments: segmentsOf(definition, flow.bounds),
    begins: snapshot(byName.keys()),
    task: (taskId) => byName.get(taskId) ?? flow.task(taskId),
  };
}

/** Of what has ended what goes on from there: what has succeeded only with all that it depends on. */
function keptOf(
  random: SeededRandom,
  { graph, scoped }: SimulatedFlow,
  standing: readonly TaskDetails[],
): ReadonlyMap<string, TaskSnapshot> {
  const dependsOn = new Map((scoped ?? graph).tasks.map((task) => [task.name, task.dependsOn]));
  const kept = new Map<string, TaskSnapshot>();
  for (const { taskId, state, attempt } of standing) {
    const chance = KEPT[state] ?? 0;
    if (dependsOn.has(taskId) && random.chance(scoped === undefined || state === "SUCCEEDED" ? chance : 0)) {
      kept.set(taskId, snapshotOf(taskId, state, attempt));
    }
  }
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    for (const [taskId, { state }] of kept) {
      const hasAll = dependsOn.get(taskId)?.every((one) => kept.get(one)?.state === "SUCCEEDED") === true;
      if (state !== "SKIPPED" && !hasAll) kept.delete(taskId);
    }
  }
  return kept;
}

/** How often what stands so goes on as it is. */
const KEPT: Readonly<Record<string, number>> = { SUCCEEDED: 0.9, FAILED: 0.7, SKIPPED: 0.2, PAUSED: 0.5, RUNNING: 0.5 };

/** Some are gone, some are new; what has not been done may wait for those, and may have another script. */
function editedTasks(
  random: SeededRandom,
  tasks: readonly GraphTask[],
  kept: ReadonlyMap<string, TaskSnapshot>,
  name: string,
): readonly GraphTask[] {
  const gone = random.chance(0.4) ? random.pick(tasks).name : undefined;
  const left = tasks.filter((task) => task.name !== gone);
  const ahead = newTask(random, `${name}-0`, []);
  const behind = random.chance(0.5) ? left.filter(() => random.chance(0.3)).map((task) => task.name) : [];
  const edited = left.map((task): GraphTask => {
    const { unbound: _, ...others } = task;
    const dependsOn = task.dependsOn.filter((one) => one !== gone);
    if (kept.has(task.name)) return { ...others, dependsOn };
    const waits = random.chance(0.3) ? [...dependsOn, ahead.name] : dependsOn;
    const isMended = random.chance(0.3);
    return { ...others, dependsOn: waits, ...(isMended && { outcomes: ["result"], maxTries: 1 + random.below(3) }) };
  });
  return [...edited, ahead, newTask(random, `${name}-1`, behind)];
}

function newTask(random: SeededRandom, name: string, dependsOn: readonly string[]): GraphTask {
  const outcomes = [random.chance(0.15) ? ("failure" as const) : ("result" as const)];
  const noop = random.chance(0.2);
  const queue = random.pick(GRAPH_QUEUES);
  return { name, dependsOn, noop, queue, priority: 0, maxTries: 1, retryMs: 0, delayMs: 0, outcomes };
}

function withoutOutput({ outputBreaks: _, ...graph }: SimulatedFlow["graph"]): SimulatedFlow["graph"] {
  return graph;
}

/** What is said of the tasks beside what they depend on, and how often they are tried, stays; nothing is computed. */
function withTasks({ output: _, ...definition }: FlowDefinition, tasks: readonly GraphTask[]): FlowDefinition {
  const before = new Map(definition.tasks.map((task) => [task.name, task]));
  const plain = definitionOf({ seed: 0, failureMode: "CONTINUE", maxParallel: 0, tasks });
  return {
    ...definition,
    tasks: plain.tasks.map((task): TaskDefinition => {
      const { bindings, input, ...old } = before.get(task.name) ?? task;
      return { ...old, dependsOn: task.dependsOn, ...(task.retry !== undefined && { retry: task.retry }) };
    }),
  };
}
