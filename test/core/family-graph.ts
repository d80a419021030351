/**
 * Random trees of flows with edges of all kinds, joins, cycles, conditions, rounds and lists, some of whose tasks run as
 * such flows: written out within, or answered with.
 */
import type { Complete } from "../../src/core/command.js";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import type { FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import { splitTaskId } from "../../src/core/state/task-id.js";
import { controlDefinition } from "./control-definition.js";
import { type ControlGraph, type ControlTask, outcomeOfRun, randomControlGraph } from "./control-graph.js";
import type { SeededRandom } from "./seeded-random.js";
import type { TreeGraph } from "./tree-graph.js";

export interface FamilyGraph {
  readonly control: ControlGraph;
  readonly definition: FlowDefinition;
  /** By the task's name. */
  readonly within: ReadonlyMap<string, FamilyGraph>;
  readonly answered: ReadonlySet<string>;
}

const TRAITS = { cycles: true, instances: true, items: "once", guards: true, repeats: true } as const;
/** Of how many tasks run as flows at most: of the flow at the top, and of one within it. */
const MOST_WITHIN = [2, 1];

export function randomFamilyGraph(random: SeededRandom, depth = 0): FamilyGraph {
  const control = randomControlGraph(random.below(2 ** 31), TRAITS);
  const left = control.tasks.filter(mayRunAsFlow);
  const most = random.below((MOST_WITHIN[depth] ?? 0) + 1);
  const chosen = Array.from({ length: Math.min(most, left.length) }, () => {
    return left.splice(random.below(left.length), 1)[0]?.name ?? "";
  });
  const within = new Map(chosen.map((name) => [name, randomFamilyGraph(random, depth + 1)]));
  const answered = new Set(chosen.filter(() => random.chance(0.4)));
  const plain = controlDefinition(control);
  const tasks = plain.tasks.map((task): TaskDefinition => {
    const flow = within.get(task.name)?.definition;
    if (flow === undefined) return task;
    const { type: _, queue: _queue, ...rest } = task;
    return answered.has(task.name) ? { ...task, dynamicFlow: true } : { ...rest, flow };
  });
  return { control, definition: { ...plain, tasks }, within, answered };
}

/** Items of lists do not. */
function mayRunAsFlow({ noop, items }: ControlTask): boolean {
  return !noop && items === undefined;
}

/** Of the flow that this task of one of these runs as. */
export function graphWithin({ within }: FamilyGraph, taskId: string): FamilyGraph {
  const graph = within.get(splitTaskId(taskId).name);
  if (graph === undefined) throw new Error(`${taskId} does not run as a flow`);
  return graph;
}

/** As a tree has it. */
export function familyTree({ control, definition, within, answered }: FamilyGraph): TreeGraph {
  const trees = new Map([...within].map(([name, graph]) => [name, familyTree(graph)]));
  return {
    definition: compileDefinition(definition, "digest", 0),
    within: (taskId) => trees.get(splitTaskId(taskId).name),
    outcomeOf: (taskId, _attempt, tries) => {
      const isFlow = answered.has(splitTaskId(taskId).name);
      return isFlow ? answeredWith(taskId) : outcomeOf(control, taskId, tries);
    },
  };
}

function answeredWith(taskId: string): Complete["outcome"] {
  return { kind: "spawn", digest: taskId, spawned: { definitionDigest: "digest", labels: {}, digest: taskId } };
}

function outcomeOf(control: ControlGraph, taskId: string, tries: number): Complete["outcome"] {
  const scripted = outcomeOfRun(control, taskId, tries);
  if (scripted === "cancelled") return { kind: "cancelled", message: taskId, digest: "cancelled" };
  if (scripted === "result") {
    return { kind: "result", result: { contentType: "", size: 0, data: new Uint8Array() }, digest: "done" };
  }
  return { kind: "failure", failure: { type: "E", message: taskId, retryable: true }, digest: "failed" };
}
