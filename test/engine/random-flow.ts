/**
 * One random graph as a flow under way: what was seen of it, and whether the reference model can tell the same story.
 */
import type { FlowDefinition, GetFlowDetailsResponse, ReadyTask, RunResponse } from "../../src/engine/index.js";
import type { GraphTask, RandomGraph, ScriptedOutcome } from "../core/random-graph.js";
import { definitionOf } from "../core/random-run.js";
import { ReferenceModel } from "../core/reference-model.js";

/** What a commit did to the flow: a completion that was recorded, or a cancel. */
export interface SeenCommand {
  /** The flow's version with it. */
  readonly version: number;
  /** Absent for a cancel. */
  readonly completed?: Completion;
}

interface Completion {
  readonly task: GraphTask;
  readonly attempt: number;
  readonly outcome: ScriptedOutcome;
  /** What the answer said it made ready. */
  readonly ready: readonly string[];
}

export class RandomFlow {
  readonly graph: RandomGraph;
  readonly flowId: string;
  readonly definition: FlowDefinition;
  /** To be cancelled when so many completions were recorded. */
  readonly cancelAt: number | undefined;
  readonly commands: SeenCommand[] = [];
  readonly #byName: ReadonlyMap<string, GraphTask>;
  /** The claim token of each attempt that was offered. */
  readonly #tokens = new Map<string, string>();
  readonly #lanes = new Map<object, Promise<unknown>>();
  #firstBatch: readonly string[] = [];
  /** Whether it has several segments, whose commits come in no order. */
  readonly #isCut: boolean;

  constructor(graph: RandomGraph, flowId: string, cancelAt: number | undefined, isCut = false) {
    this.graph = graph;
    this.#isCut = isCut;
    this.flowId = flowId;
    this.cancelAt = cancelAt;
    this.definition = definitionOf(graph);
    this.#byName = new Map(graph.tasks.map((task) => [task.name, task]));
  }

  task(name: string): GraphTask {
    const task = this.#byName.get(name);
    if (task === undefined) throw new Error(`no task ${name}`);
    return task;
  }

  /** The order of what happens decides how the flow ends; otherwise only the outcomes do. */
  get orderMatters(): boolean {
    return this.graph.failureMode === "STOP" || this.cancelAt !== undefined;
  }

  /**
   * Where the order matters an engine is sent one command at a time, so that no two are in one commit and the versions
   * tell the order. Engines still race for the flow.
   */
  inTurn<Value>(engine: object, send: () => Promise<Value>): Promise<Value> {
    if (!this.orderMatters || this.#isCut) return send();
    const sent = (this.#lanes.get(engine) ?? Promise.resolve()).then(send);
    this.#lanes.set(
      engine,
      sent.catch(() => undefined),
    );
    return sent;
  }

  started({ ready }: RunResponse): void {
    this.#firstBatch = ready.map(({ taskId }) => taskId);
  }

  /** An executor was offered a task: every attempt goes out under one token, with the results of what it depends on. */
  offered({ taskId, attempt, claimToken, queue, dependencyResults }: ReadyTask): void {
    const { dependsOn, queue: expectedQueue } = this.task(taskId);
    const key = `${taskId} attempt ${attempt}`;
    const token = this.#tokens.get(key) ?? claimToken;
    if (token !== claimToken) throw new Error(`${key} is claimed twice: ${token} and ${claimToken}`);
    this.#tokens.set(key, token);
    const expected = dependsOn.filter((name) => !this.task(name).noop);
    expectSame(`queue of ${taskId}`, queue, expectedQueue);
    expectSame(`results read by ${taskId}`, sorted(Object.keys(dependencyResults)), sorted(expected));
  }

  /** Tells the model all that was seen, in the order of the commits, and compares what is stored with it. */
  expectModelAgrees(details: GetFlowDetailsResponse): void {
    if (this.#isCut) {
      this.#expectOneReady();
      expectVerdictTrue(details, this.cancelAt !== undefined);
    }
    // Nobody can tell in which order the segments of such a flow have heard of its end.
    if (this.#isCut && this.orderMatters) return;
    this.#expectStored(details, this.#isCut ? this.#toldInAnyOrder() : this.#toldInOrder());
  }

  /** No task is said to be ready for the first time twice. */
  #expectOneReady(): void {
    const ready = [...this.#firstBatch, ...this.commands.flatMap(({ completed }) => completed?.ready ?? [])];
    expectSame("what was made ready", sorted(ready), sorted([...new Set(ready)]));
  }

  /**
   * Each completion when the model has its task ready: where every branch goes on, only the tries of a task have an
   * order. Their answers need not come in it.
   */
  #toldInAnyOrder(): ReferenceModel {
    const model = new ReferenceModel(this.graph);
    const completions = this.commands.flatMap(({ completed }) => (completed === undefined ? [] : [completed]));
    const tries = new Map<string, Completion[]>();
    for (const completion of completions.toSorted((a, b) => a.attempt - b.attempt)) {
      const { name } = completion.task;
      tries.set(name, [...(tries.get(name) ?? []), completion]);
    }
    for (let told = 0; told < completions.length; ) {
      const before = told;
      for (const [name, [next]] of tries) {
        if (next === undefined || !model.claim(name)) continue;
        model.complete(next.task, next.outcome);
        tries.get(name)?.shift();
        told += 1;
      }
      if (told === before) throw new Error(`${this.#firstLeft(tries)} was completed out of turn`);
    }
    return model;
  }

  #firstLeft(tries: ReadonlyMap<string, readonly unknown[]>): string | undefined {
    return [...tries].find(([, left]) => left.length > 0)?.[0];
  }

  #toldInOrder(): ReferenceModel {
    const model = new ReferenceModel(this.graph);
    expectSame("first batch", sorted(this.#firstBatch), this.#readyIn(model, new Map()));
    const commands = this.commands.toSorted((a, b) => a.version - b.version);
    for (let first = 0; first < commands.length; ) {
      const version = commands[first]?.version;
      const before = new Map(model.states);
      const ready: string[] = [];
      for (; commands[first]?.version === version && first < commands.length; first += 1) {
        ready.push(...this.#tell(model, commands.slice(first)));
      }
      expectSame(`ready by version ${version}`, sorted(ready), this.#readyIn(model, before));
    }
    return model;
  }

  #expectStored(details: GetFlowDetailsResponse, model: ReferenceModel): void {
    const places = new Map(this.graph.tasks.map(({ name }, place) => [name, place]));
    const tasks = details.tasks.toSorted((a, b) => (places.get(a.taskId) ?? 0) - (places.get(b.taskId) ?? 0));
    const expected = this.graph.tasks.map(({ name }) => told(name, model.states.get(name), model.tries.get(name) ?? 0));
    const stored = tasks.map(({ taskId, state, tries }) => told(taskId, state, tries));
    const differing = expected.flatMap((task, index) => (task === stored[index] ? [] : [task, stored[index]]));
    expectSame("model and store", differing, []);
    expectSame("number of tasks", stored.length, expected.length);
    expectSame("flow", details.flow.state, model.verdict());
  }

  /**
   * Tells the model the first of these commands; gives what its answer said it made ready. Claims are not among what was
   * seen: a task that is completed now or later was claimed before anything closed what nobody had claimed.
   */
  #tell(model: ReferenceModel, commands: readonly SeenCommand[]): readonly string[] {
    for (const { completed } of commands) if (completed !== undefined) model.claim(completed.task.name);
    const completed = commands[0]?.completed;
    if (completed === undefined) {
      model.cancel();
      return [];
    }
    const { task, outcome, ready } = completed;
    expectSame(`${task.name}, as it is completed`, model.states.get(task.name), "RUNNING");
    model.complete(task, outcome);
    return ready;
  }

  /** What waited for dependencies before and may be offered at once now, or was, within the same commit. */
  #readyIn(model: ReferenceModel, before: ReadonlyMap<string, string>): string[] {
    const waited = (name: string) => (before.get(name) ?? "PENDING") === "PENDING";
    const isReady = (name: string) => ["READY", "RUNNING"].includes(model.states.get(name) ?? "");
    const isNew = (name: string) => waited(name) && isReady(name);
    return sorted(this.graph.tasks.filter(({ name, delayMs }) => delayMs === 0 && isNew(name)).map(({ name }) => name));
  }
}

/** What a flow that has ended says of itself is what its tasks say. */
function expectVerdictTrue({ flow, tasks }: GetFlowDetailsResponse, mayBeCancelled: boolean): void {
  const counts = new Map<string, number>();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  expectSame(
    "counts",
    flow.counts.map(({ state, count }) => `${count} ${state}`).toSorted(),
    [...counts].map(([state, count]) => `${count} ${state}`).toSorted(),
  );
  const open = [...counts.keys()].filter((state) => !["SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED"].includes(state));
  expectSame("what is open at the end", open, []);
  const verdict = counts.has("CANCELLED") ? "CANCELLED" : counts.has("FAILED") ? "FAILED" : "SUCCEEDED";
  if (!(mayBeCancelled && flow.state === "CANCELLED")) expectSame("flow", flow.state, verdict);
}

export function expectSame(what: string, seen: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a}, not ${b}`);
}

function told(name: string, state: string | undefined, tries: number): string {
  return `${name} ${state} after ${tries} failures`;
}

function sorted(names: readonly string[]): string[] {
  return names.toSorted();
}
