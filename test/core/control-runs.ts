/**
 * The runs of the tasks of a random definition, and what can be said of them: everything is looked for anew each time. No
 * import of the engine's own.
 */
import type { ControlEdges } from "./control-edges.js";
import {
  type ControlGraph,
  type ControlTask,
  chosenEdges,
  type Outcome,
  type ScriptedDecision,
} from "./control-graph.js";
import { type ItemsOfRun, splitItem } from "./control-items.js";

export type RunState = "OPEN" | "SUCCEEDED" | "FAILED" | "SKIPPED" | "CANCELLED";

export interface Run {
  readonly task: string;
  readonly instance: number;
  /** The place of its beginning among all beginnings. */
  readonly begun: number;
  state: RunState;
  /** The indexes of the edges that have fired. */
  fired: number[];
  /** The edges that were decided to fire, in their order. */
  chosen?: readonly number[];
  /** What is to be decided about it. */
  asked?: "START" | "END";
  /** What its attempt resulted in, while that is to be decided about. */
  raw?: RunState;
  retried?: boolean;
  /** Of a join that cannot be reached: it is asked about its end, but there is nothing to try again. */
  final?: boolean;
  /** How many rounds it has done. */
  rounds?: number;
  /** The run whose context it hands on. */
  context?: Run;
  /** Those that it runs for, once it has begun. */
  items?: ItemsOfRun;
}

/** A run that has ended, of which the edges from this one on are to be drawn; an empty list that nothing else ends. */
export interface Ended {
  readonly run: Run;
  readonly from: number;
  readonly empty?: ItemsOfRun;
}

export const FIRED_BY: Readonly<Record<RunState, readonly Outcome[]>> = {
  OPEN: [],
  SUCCEEDED: ["SUCCESS", "COMPLETION"],
  FAILED: ["FAILURE", "COMPLETION"],
  SKIPPED: ["SKIP"],
  CANCELLED: [],
};

/** What a verdict makes of a run, whatever its outcome. */
export const DECIDED: Readonly<Record<string, RunState>> = { succeed: "SUCCEEDED", fail: "FAILED", skip: "SKIPPED" };

export function idOf({ task, instance }: Pick<Run, "task" | "instance">): string {
  return instance === 1 ? task : `${task}#${instance}`;
}

export class ControlRuns {
  readonly list: Run[] = [];
  readonly #graph: ControlGraph;
  readonly #edges: ControlEdges;

  constructor(graph: ControlGraph, edges: ControlEdges) {
    this.#graph = graph;
    this.#edges = edges;
  }

  /** All that has happened there; the copies by what they are copies of. */
  takeFrom({ list }: ControlRuns): ReadonlyMap<Run, Run> {
    const own = new Map(
      list.map((run): [Run, Run] => [run, { ...run, ...(run.items && { items: run.items.copy() }) }]),
    );
    for (const run of own.values()) if (run.context !== undefined) run.context = own.get(run.context) ?? run.context;
    this.list.splice(0, this.list.length, ...own.values());
    return own;
  }

  /** By task id. */
  states(): ReadonlyMap<string, string> {
    const states = new Map(this.#graph.tasks.map(({ name }) => [name, "PENDING"]));
    for (const { task, instance, state, items } of this.list) {
      const id = idOf({ task, instance });
      states.set(id, state);
      for (const [index, one] of (items?.states ?? []).entries()) states.set(`${id}[${index}]`, one);
    }
    return states;
  }

  /** Whether the task with this id runs as the sum of its items. */
  hasItems(taskId: string): boolean {
    return this.list.some((run) => idOf(run) === taskId && run.items !== undefined);
  }

  /** How often the item with this id has failed; 0 where it is none. */
  tries(taskId: string): number {
    const { whole, index } = splitItem(taskId);
    const items = this.list.find((run) => idOf(run) === whole)?.items;
    return index === undefined ? 0 : (items?.failures(index) ?? 0);
  }

  /** Of a flow that stops: what waits only for the decision about its outcome goes on. */
  skipWaiting(): void {
    for (const run of this.list.filter(({ state, asked }) => state === "OPEN" && asked !== "END")) {
      run.state = "SKIPPED";
      run.items?.close("SKIPPED");
      run.fired = [];
      delete run.asked;
    }
  }

  /** By task id: what is to be decided. */
  asked(): [string, string][] {
    return this.list.flatMap((run): [string, string][] => (run.asked === undefined ? [] : [[idOf(run), run.asked]]));
  }

  /** Once nothing goes on any more. */
  verdict(): string | undefined {
    const open = this.list.some(({ state }) => state === "OPEN");
    if (open || this.#graph.tasks.some(({ name }) => this.latest(name) === undefined)) return undefined;
    if (this.list.some(({ state }) => state === "CANCELLED")) return "CANCELLED";
    return this.list.some((run) => run.state === "FAILED" && !this.isHandled(run)) ? "FAILED" : "SUCCEEDED";
  }

  /** By task id, of what has ended. */
  fired(): ReadonlyMap<string, readonly number[]> {
    const ended = this.list.filter(({ state }) => state !== "OPEN");
    return new Map(ended.map((run) => [idOf(run), run.fired]));
  }

  /** By task id: the task whose context it hands on. */
  contexts(): ReadonlyMap<string, string> {
    return new Map(this.list.flatMap((run) => (run.context === undefined ? [] : [[idOf(run), idOf(run.context)]])));
  }

  firing(run: Run): number[] {
    if (run.chosen !== undefined) return this.#edges.uptoEnd(run.task, run.chosen);
    const holding = this.onOutcome(run).filter((index) => this.#holds(run, index));
    return this.#edges.uptoEnd(run.task, holding);
  }

  /** What a success leads to: another round, the end, or a condition that fails it. */
  afterRound(run: Run, state: RunState): "next" | "done" | "failed" {
    const repeat = this.#graph.tasks.find(({ name }) => name === run.task)?.repeat;
    if (repeat === undefined || state !== "SUCCEEDED") return "done";
    if (repeat.until === "breaks") return "failed";
    run.rounds = (run.rounds ?? 0) + 1;
    return run.rounds < repeat.until && run.rounds < repeat.most ? "next" : "done";
  }

  /** Whether a condition that is looked at cannot be evaluated: those behind what ends the flow are not. */
  breaks(run: Run): boolean {
    if (run.chosen !== undefined) return false;
    const edges = this.#edges.of(run.task);
    const looked = this.onOutcome(run).filter((index) => edges[index]?.guard !== "does not");
    const ends = looked.findIndex(
      (index) => this.#holds(run, index) && ["FAIL", "SUCCEED"].includes(edges[index]?.to ?? ""),
    );
    return (ends < 0 ? looked : looked.slice(0, ends)).some((index) => edges[index]?.guard === "breaks");
  }

  /** The edges that are decided to fire when it ends so; none are where the outcome says which. */
  choose(run: Run, state: RunState, edges: ScriptedDecision["edges"]): void {
    const could = this.onOutcome({ ...run, state });
    if (edges === "none") run.chosen = [];
    if (edges === "some" && could.length > 0) run.chosen = chosenEdges(this.#graph, idOf(run), could);
  }

  /** The edges on what became of it. */
  onOutcome(run: Run): number[] {
    return this.#edges
      .of(run.task)
      .flatMap(({ on }, index) => (on.some((one) => FIRED_BY[run.state].includes(one)) ? [index] : []));
  }

  #holds({ task }: Run, index: number): boolean {
    return ["holds", undefined].includes(this.#edges.of(task)[index]?.guard);
  }

  /** All edges in the order in which they are drawn: those that fire go first where the outcome alone would say others. */
  order(run: Run): readonly number[] {
    const all = [...this.#edges.of(run.task).keys()];
    const firing = this.firing(run);
    const plain = this.#edges.uptoEnd(run.task, this.onOutcome(run));
    if (run.chosen === undefined && firing.join() === plain.join()) return all;
    return [...firing, ...all.filter((index) => !firing.includes(index))];
  }

  /** Of what fired the edges from this place on are dropped. */
  dropFrom(run: Run, from: number): void {
    const drawn = this.order(run).slice(0, from);
    run.fired = run.fired.filter((index) => drawn.includes(index));
  }

  isHandled(run: Run): boolean {
    const edges = this.#edges.of(run.task);
    return run.fired.some((index) => edges[index]?.on.includes("FAILURE") === true);
  }

  latest(name: string): Run | undefined {
    return this.list.filter(({ task }) => task === name).at(-1);
  }

  slot(source: string, join: string): "OPEN" | "FIRED" | "DEAD" {
    const run = this.latest(source);
    if (run === undefined || run.state === "OPEN") return "OPEN";
    const edges = this.#edges.of(source);
    return run.fired.some((index) => edges[index]?.to === join) ? "FIRED" : "DEAD";
  }

  arrived(task: ControlTask): Run[] {
    const fired = this.#edges.sources(task).filter((source) => this.slot(source, task.name) === "FIRED");
    return fired.flatMap((source) => this.latest(source) ?? []);
  }

  /** Whether the join is to be decided: never yet, or something has arrived through a slot opened since. */
  isAsked(task: ControlTask): boolean {
    const decided = this.latest(task.name);
    if (decided === undefined) return true;
    return this.#edges.sources(task).some((source) => {
      const run = this.latest(source);
      const isNew = run !== undefined && run.instance > 1 && run.begun >= decided.begun;
      return isNew && this.slot(source, task.name) === "FIRED";
    });
  }

  /** The first join that is to be decided and that something has arrived at. */
  arrivedJoin(): ControlTask | undefined {
    return this.#graph.tasks.find(
      (task) =>
        this.#edges.joinOf(task) !== undefined &&
        this.isAsked(task) &&
        this.#edges.sources(task).some((source) => this.slot(source, task.name) === "FIRED"),
    );
  }

  /** Tasks that nothing can lead to any more, whatever else happens. */
  unreached(): ControlTask[] {
    const mayRun = new Set(this.#graph.tasks.map(({ name }) => name));
    for (let before = -1; before !== mayRun.size; ) {
      before = mayRun.size;
      for (const task of this.#graph.tasks) {
        const runs = this.list.filter((run) => run.task === task.name);
        const isOver = runs.length > 0 && runs.every(({ state }) => state !== "OPEN");
        if (isOver && !this.#edges.sources(task).some((source) => mayRun.has(source))) mayRun.delete(task.name);
      }
    }
    return this.#graph.tasks.filter(
      (task) =>
        this.latest(task.name) === undefined &&
        this.#edges.joinOf(task) === undefined &&
        !this.#edges.sources(task).some((source) => mayRun.has(source)),
    );
  }
}
