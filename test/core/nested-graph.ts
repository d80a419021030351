/**
 * Random trees of definitions, and what becomes of them: a reference model of a few lines. A task of a flow that is the
 * attempt n of its task fails as long as n is not beyond its `failsUpTo`: so it depends on nothing but that how it ends.
 */
import type { Complete } from "../../src/core/command.js";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import type { FlowDefinition, RetryPolicy, TaskDefinition } from "../../src/core/definition/definition.js";
import { flow, noop, retry, task } from "./definitions.js";
import type { SeededRandom } from "./seeded-random.js";
import type { TreeGraph } from "./tree-graph.js";

export interface NestedTask {
  readonly name: string;
  readonly dependsOn: readonly string[];
  /** Of work: in flows that are these first attempts it fails. */
  readonly failsUpTo: number;
  readonly maxTries: number;
  /** What it runs as. */
  readonly within?: NestedGraph;
  /** Its executor answers with that. */
  readonly spawns: boolean;
}

export interface NestedGraph {
  readonly tasks: readonly NestedTask[];
}

const MAX_DEPTH = 2;

export function randomNestedGraph(random: SeededRandom, depth = 0): NestedGraph {
  const count = random.below(depth === 0 ? 5 : 4) + (depth === 0 ? 1 : 0);
  const names = Array.from({ length: count }, (_, index) => `t${index}`);
  return {
    tasks: names.map((name, index) => {
      const nests = depth < MAX_DEPTH && random.chance(0.4);
      return {
        name,
        dependsOn: names.slice(0, index).filter(() => random.chance(0.4)),
        failsUpTo: random.chance(0.2) ? 1 + random.below(2) : 0,
        maxTries: 1 + random.below(depth === 0 ? 3 : 2),
        spawns: random.chance(0.3),
        ...(nests && { within: randomNestedGraph(random, depth + 1) }),
      };
    }),
  };
}

export function nestedDefinition({ tasks }: NestedGraph): FlowDefinition {
  return flow(tasks.map(taskOf));
}

function taskOf({ name, dependsOn, maxTries, within, spawns }: NestedTask): TaskDefinition {
  const policy: RetryPolicy = retry(maxTries);
  if (within === undefined) return task(name, { dependsOn, retry: policy });
  if (spawns) return task(name, { dependsOn, retry: policy, dynamicFlow: true });
  return noop(name, { dependsOn, retry: policy, flow: nestedDefinition(within) });
}

export interface ModelTask {
  readonly state: "SUCCEEDED" | "FAILED" | "SKIPPED";
  /** The flows that its attempts were. */
  readonly flows: readonly ModelFlow[];
}

export interface ModelFlow {
  readonly state: "SUCCEEDED" | "FAILED";
  readonly tasks: ReadonlyMap<string, ModelTask>;
}

/** How a flow ends that is this attempt of its task. */
export function modelOf({ tasks }: NestedGraph, attempt: number): ModelFlow {
  const ends = new Map<string, ModelTask>();
  for (const one of tasks) {
    const runs = one.dependsOn.every((name) => ends.get(name)?.state === "SUCCEEDED");
    ends.set(one.name, runs ? endOf(one, attempt) : { state: "SKIPPED", flows: [] });
  }
  const fails = [...ends.values()].some(({ state }) => state === "FAILED");
  return { state: fails ? "FAILED" : "SUCCEEDED", tasks: ends };
}

function endOf({ within, maxTries, failsUpTo }: NestedTask, attempt: number): ModelTask {
  if (within === undefined) return { state: attempt <= failsUpTo ? "FAILED" : "SUCCEEDED", flows: [] };
  const flows: ModelFlow[] = [];
  while (flows.length < maxTries && flows.at(-1)?.state !== "SUCCEEDED") flows.push(modelOf(within, flows.length + 1));
  return { state: flows.at(-1)?.state ?? "SUCCEEDED", flows };
}

/** As a tree has it: every flow of one definition has the same, which is compiled once. */
export function nestedTreeGraph(graph: NestedGraph): TreeGraph {
  const byName = new Map(graph.tasks.map((one) => [one.name, one]));
  const nests = graph.tasks.flatMap(({ name, within }) => (within === undefined ? [] : [[name, within] as const]));
  const within = new Map(nests.map(([name, one]) => [name, nestedTreeGraph(one)]));
  return {
    definition: compileDefinition(nestedDefinition(graph), "digest", 0),
    within: (taskId) => within.get(taskId),
    outcomeOf: (taskId, attempt) => {
      const task = byName.get(taskId);
      if (task === undefined) throw new Error(`no task ${taskId}`);
      return outcomeOf(task, attempt);
    },
  };
}

/** What its executor answers in a flow that is this attempt of its task. */
function outcomeOf({ name, within, failsUpTo }: NestedTask, attempt: number): Complete["outcome"] {
  if (within !== undefined) {
    return { kind: "spawn", digest: name, spawned: { definitionDigest: "digest", labels: {}, digest: name } };
  }
  if (attempt > failsUpTo) {
    return { kind: "result", result: { contentType: "", size: 0, data: new Uint8Array() }, digest: "done" };
  }
  return { kind: "failure", failure: { type: "E", message: name, retryable: false }, digest: "failed" };
}
