/**
 * What a world has to do: random flows, each with the script of what becomes of its tasks.
 */
import type { FlowDefinition, TaskDefinition, Timeouts } from "../../src/core/definition/definition.js";
import { partition } from "../../src/core/definition/partition.js";
import { atOnce } from "../../src/core/definition/stepwise.js";
import { type SegmentBounds, storedForm } from "../../src/core/definition/stored-form.js";
import { takeIn } from "../../src/core/definition/validate-definition.js";
import { controlDefinition } from "../core/control-definition.js";
import { type ControlGraph, outcomeOfRun, randomControlGraph } from "../core/control-graph.js";
import { GRAPH_QUEUES, type GraphTask, type RandomGraph, randomGraph } from "../core/random-graph.js";
import { definitionOf } from "../core/random-run.js";
import type { ScopeGraph } from "../core/scope-graph.js";
import { type SeededRandom, seededRandom } from "../core/seeded-random.js";
import type { Beginning } from "./beginnings.js";
import type { Computed } from "./computed-flows.js";
import { withFinalTypes } from "./failing-tasks.js";

const MAX_TASKS = 18;
/** Of a flow with flows within, of those, and of those within them. */
const MAX_TASKS_NESTED = [8, 5, 3];
/** Of a flow in a world in which flows are cut. */
const MAX_TASKS_CUT = 60;

export interface SimulatedFlow {
  readonly flowId: string;
  readonly graph: RandomGraph;
  /** Where edges of all kinds hold its tasks together: those; the graph then has the tasks alone. */
  readonly control?: ControlGraph;
  /** Where its tasks are undone: the scopes, and the script of each run and revert; the graph then has the tasks alone. */
  readonly scoped?: ScopeGraph;
  /** Its tasks with scopes are held together by other edges than of successes, too. */
  readonly edged?: true;
  /** Decisions are asked for in it. */
  readonly decided?: boolean;
  /** Callers end it, run its tasks again, skip them, and give it another input. */
  readonly steered?: true;
  /** Inputs of its tasks, and its output, are computed. */
  readonly computed?: Computed;
  /** The flows that its tasks run as, by the task's name; each attempt of such a task is one, with an id of its own. */
  readonly nested?: ReadonlyMap<string, SimulatedFlow>;
  /** All kinds of flows meet in it, and in what is within it. */
  readonly composed?: true;
  /** Those of them that executors answer with: the definition, or its digest. */
  readonly answered?: ReadonlyMap<string, FlowDefinition | string>;
  /** Definitions that it names by their digests, or that executors do, and those within it. */
  readonly stored?: readonly FlowDefinition[];
  readonly definition: FlowDefinition;
  /** The places of each segment's tasks in the definition. */
  readonly segments: readonly (readonly number[])[];
  /** How the world's processes cut it. */
  readonly bounds?: SegmentBounds;
  /** Callers put others in its place, which go on from where it has come. */
  readonly edited?: true;
  /** It begins with this, by the names of its tasks. */
  readonly begins?: Beginning;
  task(taskId: string): GraphTask;
}

/** `bounds`: how the world's processes cut large flows; undefined = as real ones do, which cut none of these. */
export type Workload = (random: SeededRandom, bounds?: SegmentBounds) => readonly SimulatedFlow[];

/** Flows with edges of all kinds, but for those that end or pause the flow. Such flows are never cut. */
export const controlledFlows: Workload = (random) =>
  Array.from({ length: 1 + random.below(4) }, (_, index) => controlledFlow(random, `f${index}`));

/** As those, with decisions about tasks and outputs, which executors answer that serve the queue. */
export const decidedFlows: Workload = (random) =>
  Array.from({ length: 1 + random.below(4) }, (_, index) => controlledFlow(random, `f${index}`, true));

/** As those, with edges that end or pause the flow, too. */
export const targetedFlows: Workload = (random) =>
  Array.from({ length: 1 + random.below(4) }, (_, index) => controlledFlow(random, `f${index}`, true, true));

export function controlledFlow(
  random: SeededRandom,
  flowId: string,
  decisions = false,
  targets = false,
): SimulatedFlow {
  const items = decisions ? "again" : "once";
  const traits = { cycles: true, targets, instances: true, decisions, items, guards: true, repeats: true } as const;
  const control = randomControlGraph(random.below(2 ** 31), traits);
  const queue = random.pick(GRAPH_QUEUES);
  const plain = { dependsOn: [], queue, priority: 0, maxTries: 1, retryMs: 0, delayMs: 0 };
  const tasks = control.tasks.map(({ name, noop, outcomes }): GraphTask => ({ ...plain, name, noop, outcomes }));
  const graph: RandomGraph = { seed: control.seed, failureMode: "CONTINUE", maxParallel: 0, tasks };
  const definition = controlDefinition(control, queue, queue);
  const task = (taskId: string): GraphTask => ({
    ...plain,
    name: taskId,
    noop: false,
    outcomes: [0, 1].map((tries) => outcomeOfRun(control, taskId, tries)),
  });
  return { flowId, graph, control, decided: decisions, definition, segments: [[...tasks.keys()]], task };
}

/** Flows some of whose tasks run as flows, some of whose tasks do so as well. */
export const nestedFlows: Workload = (random, bounds) =>
  Array.from({ length: 1 + random.below(3) }, (_, index) => nestedFlow(random, `f${index}`, bounds, 0));

function nestedFlow(
  random: SeededRandom,
  flowId: string,
  bounds: SegmentBounds | undefined,
  depth: number,
): SimulatedFlow {
  const plain = randomFlow(random, flowId, bounds, MAX_TASKS_NESTED[depth] ?? 1);
  const nested = new Map<string, SimulatedFlow>();
  const later = seededRandom(plain.graph.seed);
  const tasks = plain.definition.tasks.map((task): TaskDefinition => {
    if (task.type === undefined || depth === MAX_TASKS_NESTED.length - 1 || !random.chance(0.4)) return task;
    const within = nestedFlow(random, "", bounds, depth + 1);
    nested.set(task.name, within);
    const { type: _, queue: _queue, ...rest } = task;
    const { heartbeatMs: _heartbeat, ...timeouts } = task.timeouts;
    const work = { flow: within.definition, ...(later.chance(0.5) && { suspendParent: true }) };
    return { ...rest, timeouts, onLost: "REDELIVER", ...work };
  });
  const definition = { ...plain.definition, tasks };
  return { ...plain, definition, segments: segmentsOf(definition, bounds), nested };
}

export const randomFlows: Workload = (random, bounds) =>
  Array.from({ length: 1 + random.below(4) }, (_, index) => randomFlow(random, `f${index}`, bounds));

/** Segments of a few tasks, so that small flows have many. */
export function randomBounds(random: SeededRandom): SegmentBounds {
  const wholeTasks = 1 + random.below(6);
  return { wholeTasks, segmentTasks: 1 + random.below(8), stoppedAsOneTasks: random.pick([wholeTasks, MAX_TASKS_CUT]) };
}

export function randomFlow(
  random: SeededRandom,
  flowId: string,
  bounds: SegmentBounds | undefined,
  maxTasks = bounds === undefined ? MAX_TASKS : MAX_TASKS_CUT,
): SimulatedFlow {
  const graph = randomGraph(random.below(2 ** 31), maxTasks);
  const plain = definitionOf(graph);
  const timed = random.chance(0.5);
  const tasks = plain.tasks.map((one) => {
    const task = withFinalTypes(graph.seed, one);
    if (task.type === undefined || !timed || !random.chance(0.4)) return task;
    return { ...task, timeouts: randomTimeouts(random), onLost: random.chance(0.2) ? ("FAIL" as const) : task.onLost };
  });
  const byName = new Map(graph.tasks.map((task) => [task.name, task]));
  const definition = { ...plain, tasks };
  return {
    flowId,
    graph,
    definition,
    segments: segmentsOf(definition, bounds),
    ...(bounds !== undefined && { bounds }),
    task: (name) => {
      const task = byName.get(name);
      if (task === undefined) throw new Error(`no task ${name}`);
      return task;
    },
  };
}

export function segmentsOf(
  definition: FlowDefinition,
  bounds: SegmentBounds | undefined,
): readonly (readonly number[])[] {
  const { accepted } = takeIn(definition);
  if (bounds === undefined || !atOnce(storedForm(accepted, bounds)).isCut) return [[...definition.tasks.keys()]];
  const cut = atOnce(partition(accepted, { tasks: bounds.segmentTasks, bytes: Number.MAX_SAFE_INTEGER }));
  return cut.segments.map((places) => [...places]);
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
