/**
 * What the contract says about a flow's tasks, as plainly as it can be said: no index, no order, no clock. READY stands
 * for "may be offered, now or after a delay". No import of the engine's own.
 */
import type { GraphTask, RandomGraph, ScriptedOutcome } from "./random-graph.js";

export type ModelState = "PENDING" | "READY" | "RUNNING" | "SUCCEEDED" | "FAILED" | "SKIPPED" | "CANCELLED";

type Ended = "SUCCEEDED" | "FAILED" | "CANCELLED";

/** How far the tasks of a flow have come elsewhere that begins with it; absent = nothing has happened to them. */
export interface Begun {
  readonly tasks: ReadonlyMap<string, { readonly state: ModelState; readonly attempt: number }>;
  /** A task failed there that the flow does not have. */
  readonly hasGone: boolean;
}

export class ReferenceModel {
  readonly states = new Map<string, ModelState>();
  readonly tries = new Map<string, number>();
  readonly #graph: RandomGraph;
  #stopping = false;
  #cancelling = false;
  /** How a caller has ended it. */
  #end: Ended | undefined;
  /** Cancelled by an outcome of their own; skipped by a caller. */
  readonly #ownCancelled = new Set<string>();
  readonly #requested = new Set<string>();
  readonly #hasGone: boolean;

  constructor(graph: RandomGraph, begun?: Begun) {
    this.#graph = graph;
    this.#hasGone = begun?.hasGone === true;
    for (const { name } of graph.tasks) this.#begin(name, begun?.tasks.get(name)?.state ?? "PENDING");
    // What had failed there fails now.
    for (const [name, state] of this.states) if (state === "FAILED") this.#fail(name);
    this.#settle();
  }

  /** What was under way there is to be had again; what was skipped there was decided. */
  #begin(name: string, state: ModelState): void {
    this.states.set(name, state === "RUNNING" || state === "READY" ? "PENDING" : state);
    if (state === "FAILED") this.tries.set(name, 1);
    if (state === "SKIPPED") this.#requested.add(name);
  }

  /** Another one that goes on from here by itself. */
  copy(): ReferenceModel {
    const begun = this.#hasGone ? { tasks: new Map(), hasGone: true } : undefined;
    const copy = new ReferenceModel(this.#graph, begun);
    for (const [name, state] of this.states) copy.states.set(name, state);
    for (const [name, tries] of this.tries) copy.tries.set(name, tries);
    for (const name of this.#ownCancelled) copy.#ownCancelled.add(name);
    for (const name of this.#requested) copy.#requested.add(name);
    copy.#stopping = this.#stopping;
    copy.#cancelling = this.#cancelling;
    copy.#end = this.#end;
    return copy;
  }

  /** Somebody takes the task; false = it is not to be had. */
  claim(name: string): boolean {
    if (this.states.get(name) !== "READY") return false;
    this.states.set(name, "RUNNING");
    return true;
  }

  /** A release or a lost lease: it may be offered again. */
  giveBack(name: string): void {
    this.states.set(name, this.#cancelling ? "CANCELLED" : this.#stopping ? "SKIPPED" : "READY");
    this.#settle();
  }

  complete({ name, maxTries }: GraphTask, outcome: ScriptedOutcome): void {
    const tries = (this.tries.get(name) ?? 0) + (outcome === "failure" ? 1 : 0);
    this.tries.set(name, tries);
    if (outcome === "result") this.states.set(name, "SUCCEEDED");
    else if (outcome === "cancelled") {
      this.states.set(name, "CANCELLED");
      this.#ownCancelled.add(name);
    } else if (tries < maxTries && !this.#startsNothing) this.states.set(name, "READY");
    else this.#fail(name);
    this.#settle();
  }

  cancel(): void {
    this.#cancelling = true;
    this.#close("CANCELLED");
  }

  /** Nothing has begun, not even what nobody works on. */
  cancelUnbegun(): void {
    this.#cancelling = true;
    for (const name of this.states.keys()) this.states.set(name, "CANCELLED");
  }

  /** What has not begun never does; what has goes on, or is cancelled, too. */
  end(state: Ended, cancels: boolean): void {
    this.#end = this.#withOutput(state);
    this.#close("SKIPPED", ["PENDING"]);
    if (cancels) this.#close("CANCELLED", ["READY", "RUNNING"]);
  }

  /**
   * What failed or was cancelled is run again, or of that only these tasks, and what the flow's end has cut off. False where
   * there is nothing to run again: then the flow stays as it is, CANCELLED though all its tasks may have succeeded.
   */
  retry(names?: readonly string[]): boolean {
    const before = new Map(this.states);
    const chosen = [...before].filter(
      ([name, state]) => this.#mayReopen(name, state) && (names?.includes(name) ?? this.#hasFailed(name, state)),
    );
    const others = [...before].filter(([name, state]) => this.#mayReopen(name, state) && !this.#hasFailed(name, state));
    if (chosen.length + others.length === 0) return false;
    for (const [name] of [...chosen, ...others]) this.#reopen(name);
    this.#goOn();
    // What fails by its input has been run again all the same.
    const fails = this.#graph.tasks.some(
      ({ name, unbound }) => unbound === true && chosen.some(([one]) => one === name),
    );
    return fails || [...before].some(([name, state]) => this.states.get(name) !== state);
  }

  /** These tasks, or the whole flow, begin anew with all that lies behind them; what its end has cut off goes on. */
  reset(names?: readonly string[]): void {
    const { tasks } = this.#graph;
    const anew = new Set(names ?? tasks.map(({ name }) => name));
    for (let before = -1; before !== anew.size; ) {
      before = anew.size;
      for (const { name, dependsOn } of tasks) if (dependsOn.some((one) => anew.has(one))) anew.add(name);
    }
    this.#reopenCutOff();
    for (const name of anew) {
      this.#requested.delete(name);
      this.#reopen(name);
    }
    this.#goOn();
  }

  /** The task, which has not succeeded, is not to run; what the flow's end has cut off goes on. */
  skip(name: string): void {
    const state = this.states.get(name) ?? "PENDING";
    if (state === "SKIPPED") return;
    this.#reopenCutOff();
    // The tries of what has ended are of the past.
    if (this.#mayReopen(name, state)) this.#reopen(name);
    this.states.set(name, "SKIPPED");
    this.#requested.add(name);
    this.#goOn();
  }

  #reopenCutOff(): void {
    for (const [name, state] of this.states) {
      if (this.#mayReopen(name, state) && !this.#hasFailed(name, state)) this.#reopen(name);
    }
  }

  #mayReopen(name: string, state: ModelState): boolean {
    return ["FAILED", "SKIPPED", "CANCELLED"].includes(state) && !this.#requested.has(name);
  }

  #hasFailed(name: string, state: ModelState): boolean {
    return state === "FAILED" || this.#ownCancelled.has(name);
  }

  #reopen(name: string): void {
    this.states.set(name, "PENDING");
    this.tries.set(name, 0);
    this.#ownCancelled.delete(name);
  }

  #goOn(): void {
    this.#stopping = false;
    this.#cancelling = false;
    this.#end = undefined;
    this.#settle();
  }

  get #startsNothing(): boolean {
    return this.#stopping || this.#cancelling || this.#end !== undefined;
  }

  /** Undefined while anything is live. */
  verdict(): Ended | undefined {
    if (this.#end !== undefined) return this.#end;
    const states = [...this.states.values()];
    if (states.some((state) => state === "PENDING" || state === "READY" || state === "RUNNING")) return undefined;
    if (this.#cancelling || states.includes("CANCELLED")) return "CANCELLED";
    return this.#withOutput(states.includes("FAILED") || this.#hasGone ? "FAILED" : "SUCCEEDED");
  }

  /** What would succeed fails by an output that cannot be computed. */
  #withOutput(state: Ended): Ended {
    return this.#graph.outputBreaks === true && state === "SUCCEEDED" ? "FAILED" : state;
  }

  #fail(name: string): void {
    this.states.set(name, "FAILED");
    if (this.#graph.failureMode !== "STOP" || this.#startsNothing) return;
    this.#stopping = true;
    this.#close("SKIPPED");
  }

  #close(state: "SKIPPED" | "CANCELLED", of: readonly ModelState[] = ["PENDING", "READY"]): void {
    for (const [name, old] of this.states) if (of.includes(old)) this.states.set(name, state);
  }

  /** Lets every task that can go on do so, until none can. */
  #settle(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const { name, dependsOn, noop, unbound } of this.#graph.tasks) {
        if (this.states.get(name) !== "PENDING") continue;
        const states = dependsOn.map((dependency) => this.states.get(dependency));
        const lost = states.some((state) => state === "FAILED" || state === "SKIPPED" || state === "CANCELLED");
        if (!lost && states.some((state) => state !== "SUCCEEDED")) continue;
        if (!lost && unbound === true) this.#fail(name);
        else this.states.set(name, lost ? "SKIPPED" : noop ? "SUCCEEDED" : "READY");
        moved = true;
      }
    }
  }
}
