/**
 * Random definitions with edges of all kinds, and a script of what becomes of each run of each task, in plain words. No
 * import of the engine's own.
 */
import { type GraphItems, outcomeOfItem, randomItems, splitItem } from "./control-items.js";
import type { ScriptedOutcome } from "./random-graph.js";
import { type SeededRandom, seededRandom } from "./seeded-random.js";

export type Outcome = "SUCCESS" | "FAILURE" | "COMPLETION" | "SKIP";
export type Target = "FAIL" | "SUCCEED" | "PAUSE" | "NOOP";

/** What comes of the condition of an edge: it holds or not, or cannot be evaluated. */
export type Guard = "holds" | "does not" | "breaks";

export interface GraphEdge {
  /** A task, or a target. */
  readonly to: string | Target;
  readonly on: readonly Outcome[];
  readonly guard?: Guard | undefined;
}

export interface GraphDependency {
  readonly task: string;
  readonly on: readonly Outcome[];
  readonly guard?: Guard | undefined;
}

/** It runs again until this round, or so many times; or its condition cannot be evaluated. */
export interface GraphRepeat {
  readonly until: number | "breaks";
  readonly most: number;
}

export interface ControlTask {
  readonly name: string;
  readonly noop: boolean;
  /** Edges spelled from the other end: the tasks they lead from. */
  readonly dependsOn: readonly GraphDependency[];
  readonly next: readonly GraphEdge[];
  /** How many sources a join needs; "ALL" of them; absent = what the edges imply. */
  readonly join?: { readonly need: number | "ALL"; readonly unmet: "FAIL" | "SKIP" };
  /** What becomes of its runs; the last one stands for all further ones. */
  readonly outcomes: readonly ScriptedOutcome[];
  readonly repeat?: GraphRepeat;
  /** Whether decisions are asked for before it runs, and about its outcomes. */
  readonly asks: { readonly start: boolean; readonly end: boolean };
  /** It runs for each item of a list; where its start is asked about the plan has them. */
  readonly items?: GraphItems;
  /** Its input is computed. */
  readonly bound?: true;
  /** Its input cannot be computed. */
  readonly unbound?: true;
}

/** What is decided about a run: before it, and about its outcome. */
export interface ScriptedDecision {
  readonly start: "run" | "skip" | "fail";
  /** `retry` the first time, then as the outcome says. */
  readonly end: "as it is" | "succeed" | "fail" | "skip" | "retry";
  /** Which of the edges that could fire do: all by themselves, none, or some, in an order of their own. */
  readonly edges: "all" | "none" | "some";
  /** It has a context of its own. */
  readonly context: boolean;
}

export interface ControlGraph {
  readonly seed: number;
  readonly cycles: boolean;
  readonly maxInstances: number;
  readonly stops: boolean;
  /** A decision is asked for before the flow ends. */
  readonly output: boolean;
  readonly tasks: readonly ControlTask[];
  /** Its output is computed. */
  readonly computes?: true;
  /** Its output cannot be computed; nobody is asked about it. */
  readonly outputBreaks?: true;
}

export interface GraphTraits {
  readonly cycles?: boolean;
  /** Edges that end or pause the flow, and failures that stop it. */
  readonly targets?: boolean;
  /** Without it no task is triggered twice. */
  readonly instances?: boolean;
  /** Some tasks, and perhaps the flow, are decided about. */
  readonly decisions?: boolean;
  /** Some tasks run for each item of a list, and perhaps once again. */
  readonly items?: "once" | "again";
  /** Some edges have conditions. */
  readonly guards?: boolean;
  /** Some tasks run in rounds. */
  readonly repeats?: boolean;
  /** Inputs of some tasks, and perhaps the flow's output, are computed. */
  readonly bindings?: boolean;
}

type Draft = { -readonly [Key in keyof ControlTask]: ControlTask[Key] } & {
  dependsOn: GraphDependency[];
  next: GraphEdge[];
};

/** 1 to 10 tasks. Edges lead forward, and, with cycles, now and then back to a task without a join. */
export function randomControlGraph(seed: number, traits: GraphTraits): ControlGraph {
  const random = seededRandom(seed);
  const count = 1 + random.below(10);
  const tasks = Array.from({ length: count }, (_, index): Draft => {
    const outcomes = Array.from({ length: 1 + random.below(3) }, (): ScriptedOutcome => {
      if (random.chance(0.35)) return "failure";
      return random.chance(0.04) ? "cancelled" : "result";
    });
    const asks = { start: false, end: false };
    return { name: `t${index}`, noop: random.chance(0.15), dependsOn: [], next: [], outcomes, asks };
  });
  const density = random.next() * 2.2;
  for (const [position, task] of tasks.entries()) {
    for (let wanted = random.next() * 2 * density; wanted >= 1 && position > 0; wanted -= 1) {
      connect(random, random.pick(tasks.slice(0, position)), task, traits);
    }
    joinUp(random, tasks, task, traits);
  }
  if (traits.cycles === true) for (let back = random.below(3); back > 0; back -= 1) lead(random, tasks, traits);
  if (traits.targets === true && random.chance(0.5)) {
    for (let more = 1 + random.below(2); more > 0; more -= 1) aim(random, random.pick(tasks));
  }
  if (traits.repeats === true) for (const task of tasks) if (!task.noop && random.chance(0.2)) repeat(random, task);
  const decided = traits.decisions === true && random.chance(0.7);
  if (decided) for (const task of tasks) task.asks = { start: random.chance(0.3), end: random.chance(0.4) };
  if (traits.items !== undefined && random.chance(0.5)) {
    for (const task of tasks) if (!task.noop && random.chance(0.4)) addItems(random, task, traits);
  }
  const graph: ControlGraph = {
    seed,
    output: decided && random.chance(0.3),
    cycles: traits.cycles === true,
    maxInstances: 1 + random.below(4),
    stops: traits.targets === true && random.chance(0.2),
    tasks: shuffled(random, tasks),
  };
  return traits.bindings === true && random.chance(0.4) ? computing(random, graph) : graph;
}

function computing(random: SeededRandom, graph: ControlGraph): ControlGraph {
  const tasks = graph.tasks.map((task): ControlTask => {
    if (task.noop || random.chance(0.5)) return task;
    return { ...task, bound: true, ...(random.chance(0.15) && { unbound: true }) };
  });
  if (graph.output || random.chance(0.5)) return { ...graph, tasks };
  return { ...graph, tasks, computes: true, ...(random.chance(0.3) && { outputBreaks: true }) };
}

/** What becomes of the run, or of the item that has failed so often before, with this task id. */
export function outcomeOfRun({ tasks }: ControlGraph, taskId: string, tries = 0): ScriptedOutcome {
  const [name, instance = "1"] = splitItem(taskId).whole.split("#");
  const task = tasks.find((one) => one.name === name);
  const { index } = splitItem(taskId);
  if (index !== undefined && task?.items !== undefined) return outcomeOfItem(task.items, index, tries);
  const outcomes = task?.outcomes ?? [];
  return outcomes[Math.min(Number(instance), outcomes.length) - 1] ?? "result";
}

/** What is decided about the run with this task id. */
export function decisionOfRun({ seed }: ControlGraph, taskId: string): ScriptedDecision {
  const random = randomOf(seed, taskId);
  return {
    start: random.pick(["run", "run", "run", "skip", "fail"] as const),
    end: random.pick(["as it is", "as it is", "as it is", "succeed", "fail", "skip", "retry"] as const),
    edges: random.pick(["all", "all", "none", "some", "some"] as const),
    context: random.chance(0.5),
  };
}

/** Of the edges that could fire those that are to, in their order; at least one of them. */
export function chosenEdges({ seed }: ControlGraph, taskId: string, edges: readonly number[]): readonly number[] {
  const random = randomOf(seed + 1, taskId);
  const some = shuffled(random, edges).filter(() => random.chance(0.6));
  return some.length > 0 ? some : edges.slice(0, 1);
}

function randomOf(seed: number, taskId: string): SeededRandom {
  let hash = seed;
  for (const character of taskId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
  return seededRandom(hash);
}

/** Where more than each task's own run is looked at, an item that is cancelled makes the order matter. */
function addItems(random: SeededRandom, task: Draft, { instances, items: how }: GraphTraits): void {
  const items = randomItems(random, instances === true);
  // Rounds are not served of these.
  delete task.repeat;
  // What is decided about is not tried again by its policy as well.
  task.items = task.asks.end || how === "once" ? { ...items, tries: 1 } : items;
}

function connect(random: SeededRandom, from: Draft, to: Draft, traits: GraphTraits): void {
  const { instances } = traits;
  const on = outcomes(random);
  const guard = guardOf(random, traits);
  const isNamed = to.dependsOn.some(({ task }) => task === from.name);
  if (random.chance(0.5) && !isNamed) to.dependsOn.push({ task: from.name, on, guard });
  else if (instances === true || !from.next.some((edge) => edge.to === to.name))
    from.next.push({ to: to.name, on, guard });
}

function repeat(random: SeededRandom, task: Draft): void {
  const until = random.chance(0.15) ? "breaks" : 1 + random.below(3);
  task.repeat = { until, most: 1 + random.below(3) };
}

function guardOf(random: SeededRandom, { guards }: GraphTraits): Guard | undefined {
  if (guards !== true || random.chance(0.75)) return undefined;
  return random.pick(["holds", "does not", "does not", "breaks"]);
}

/** A task that several lead to mostly has a join; where both spellings meet, and where it must run once, always. */
function joinUp(random: SeededRandom, tasks: readonly Draft[], task: Draft, { instances }: GraphTraits): void {
  const led = tasks.filter(({ next }) => next.some(({ to }) => to === task.name)).length;
  if (task.dependsOn.length + led === 0) return;
  const must = (task.dependsOn.length > 0 && led > 0) || (instances !== true && led > 1);
  if (!must && random.chance(0.5)) return;
  const sources = new Set([
    ...task.dependsOn.map((one) => one.task),
    ...tasks.filter(({ next }) => next.some(({ to }) => to === task.name)).map(({ name }) => name),
  ]);
  const need = random.pick(["ALL" as const, 1, 1 + random.below(sources.size)]);
  task.join = { need, unmet: random.pick(["FAIL", "SKIP"]) };
}

/** An edge from anywhere to a task that runs at each trigger and that the flow does not begin with. */
function lead(random: SeededRandom, tasks: readonly Draft[], traits: GraphTraits): void {
  const isLed = (task: Draft) => tasks.some(({ next }) => next.some(({ to }) => to === task.name));
  const open = tasks.filter((task) => task.join === undefined && task.dependsOn.length === 0 && isLed(task));
  if (open.length === 0) return;
  const guard = guardOf(random, traits);
  random.pick(tasks).next.push({ to: random.pick(open).name, on: outcomes(random), guard });
}

function aim(random: SeededRandom, task: Draft): void {
  const edge = { to: random.pick(["FAIL", "SUCCEED", "PAUSE", "PAUSE", "NOOP"] as const), on: outcomes(random) };
  task.next.splice(random.below(task.next.length + 1), 0, edge);
}

function outcomes(random: SeededRandom): readonly Outcome[] {
  if (random.chance(0.5)) return ["SUCCESS"];
  const all: readonly Outcome[] = ["SUCCESS", "FAILURE", "COMPLETION", "SKIP"];
  const some = all.filter(() => random.chance(0.4));
  return some.length > 0 ? some : [random.pick(all)];
}

function shuffled<Item>(random: SeededRandom, items: readonly Item[]): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.below(left.length), 1));
}
