/**
 * What the contract says about a flow's tasks, as plainly as it can be said: no index, no order, no clock. READY stands
 * for "may be offered, now or after a delay". No import of the engine's own.
 */
import type { GraphTask, RandomGraph, ScriptedOutcome } from "./random-graph.js";

export type ModelState = "PENDING" | "READY" | "RUNNING" | "SUCCEEDED" | "FAILED" | "SKIPPED" | "CANCELLED";

export class ReferenceModel {
  readonly states = new Map<string, ModelState>();
  readonly tries = new Map<string, number>();
  readonly #graph: RandomGraph;
  #stopping = false;
  #cancelling = false;
  /** Cancelled by an outcome of their own; skipped by a caller. */
  readonly #ownCancelled = new Set<string>();
  readonly #requested = new Set<string>();

  constructor(graph: RandomGraph) {
    this.#graph = graph;
    for (const { name } of graph.tasks) this.states.set(name, "PENDING");
    this.#settle();
  }

  /** Another one that goes on from here by itself. */
  copy(): ReferenceModel {
    const copy = new ReferenceModel(this.#graph);
    for (const [name, state] of this.states) copy.states.set(name, state);
    for (const [name, tries] of this.tries) copy.tries.set(name, tries);
    for (const name of this.#ownCancelled) copy.#ownCancelled.add(name);
    for (const name of this.#requested) copy.#requested.add(name);
    copy.#stopping = this.#stopping;
    copy.#cancelling = this.#cancelling;
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
    } else if (tries < maxTries && !this.#stopping && !this.#cancelling) this.states.set(name, "READY");
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

  /**
   * Of a flow that has ended: what failed or was cancelled is run again. False where there is nothing to run again: then
   * the flow stays as it ended, CANCELLED though all its tasks may have succeeded.
   */
  retry(): boolean {
    const before = new Map(this.states);
    const open = [...before].filter(([name, state]) => state !== "SUCCEEDED" && !this.#requested.has(name));
    if (open.length === 0) return false;
    for (const [name] of open) {
      this.#ownCancelled.delete(name);
      this.#reopen(name);
    }
    this.#goOn();
    return [...before].some(([name, state]) => this.states.get(name) !== state);
  }

  /** Of a flow that has ended: the task, which has not succeeded, is not to run; what its end has cut off goes on. */
  skip(name: string): void {
    for (const [other, state] of this.states) {
      const isCutOff = state === "CANCELLED" && !this.#ownCancelled.has(other);
      if (isCutOff || (state === "SKIPPED" && !this.#requested.has(other))) this.#reopen(other);
    }
    this.#reopen(name);
    this.states.set(name, "SKIPPED");
    this.#ownCancelled.delete(name);
    this.#requested.add(name);
    this.#goOn();
  }

  #reopen(name: string): void {
    this.states.set(name, "PENDING");
    this.tries.set(name, 0);
  }

  #goOn(): void {
    this.#stopping = false;
    this.#cancelling = false;
    this.#settle();
  }

  /** Undefined while anything is live. */
  verdict(): "SUCCEEDED" | "FAILED" | "CANCELLED" | undefined {
    const states = [...this.states.values()];
    if (states.some((state) => state === "PENDING" || state === "READY" || state === "RUNNING")) return undefined;
    if (this.#cancelling || states.includes("CANCELLED")) return "CANCELLED";
    return states.includes("FAILED") ? "FAILED" : "SUCCEEDED";
  }

  #fail(name: string): void {
    this.states.set(name, "FAILED");
    if (this.#graph.failureMode !== "STOP" || this.#cancelling) return;
    this.#stopping = true;
    this.#close("SKIPPED");
  }

  #close(state: "SKIPPED" | "CANCELLED"): void {
    for (const [name, old] of this.states) if (old === "PENDING" || old === "READY") this.states.set(name, state);
  }

  /** Lets every task that can go on do so, until none can. */
  #settle(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const { name, dependsOn, noop } of this.#graph.tasks) {
        if (this.states.get(name) !== "PENDING") continue;
        const states = dependsOn.map((dependency) => this.states.get(dependency));
        const lost = states.some((state) => state === "FAILED" || state === "SKIPPED" || state === "CANCELLED");
        if (!lost && states.some((state) => state !== "SUCCEEDED")) continue;
        this.states.set(name, lost ? "SKIPPED" : noop ? "SUCCEEDED" : "READY");
        moved = true;
      }
    }
  }
}
