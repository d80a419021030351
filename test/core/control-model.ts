/**
 * What the contract says about edges, joins and instances, as plainly as it can be said: everything is looked for anew
 * each time, nothing is counted or remembered but what happened. No import of the engine's own.
 */
import type { ControlGraph, ControlTask, Outcome } from "./control-graph.js";
import type { ScriptedOutcome } from "./random-graph.js";

type RunState = "OPEN" | "SUCCEEDED" | "FAILED" | "SKIPPED" | "CANCELLED";

interface Run {
  readonly task: string;
  readonly instance: number;
  /** The place of its beginning among all beginnings. */
  readonly begun: number;
  state: RunState;
  /** The indexes of the edges that have fired. */
  fired: number[];
}

interface ModelEdge {
  readonly from: string;
  readonly to: string;
  readonly on: readonly Outcome[];
}

const TARGETS = ["FAIL", "SUCCEED", "PAUSE", "NOOP"];
const FIRED_BY: Readonly<Record<RunState, readonly Outcome[]>> = {
  OPEN: [],
  SUCCEEDED: ["SUCCESS", "COMPLETION"],
  FAILED: ["FAILURE", "COMPLETION"],
  SKIPPED: ["SKIP"],
  CANCELLED: [],
};

export class ControlModel {
  readonly #graph: ControlGraph;
  readonly #runs: Run[] = [];
  readonly #edges = new Map<string, ModelEdge[]>();
  /** What has ended and whose edges are not drawn yet, from an index on. */
  #ended: { readonly run: Run; readonly from: number }[] = [];
  #waiting: { readonly run: Run; readonly from: number }[] = [];
  #paused = false;
  #stopped = false;
  #end: string | undefined;

  constructor(graph: ControlGraph) {
    this.#graph = graph;
    for (const { name, next } of graph.tasks) {
      const own = next.map(({ to, on }) => ({ from: name, to, on }));
      const others = graph.tasks.flatMap((task) =>
        task.dependsOn.filter(({ task: from }) => from === name).map(({ on }) => ({ from: name, to: task.name, on })),
      );
      this.#edges.set(name, [...own, ...others]);
    }
    const roots = graph.tasks.filter((task) => this.#sources(task).length === 0);
    for (const task of roots) this.#begin(task);
    this.#draw();
  }

  /** Another one that goes on from here by itself. */
  copy(): ControlModel {
    const copy = new ControlModel(this.#graph);
    copy.#runs.length = 0;
    copy.#runs.push(...this.#runs.map((run) => ({ ...run })));
    const own = new Map(this.#runs.map((run, index) => [run, copy.#runs[index] ?? run]));
    copy.#waiting = this.#waiting.map(({ run, from }) => ({ run: own.get(run) ?? run, from }));
    copy.#paused = this.#paused;
    copy.#stopped = this.#stopped;
    copy.#end = this.#end;
    return copy;
  }

  /** By task id. */
  states(): ReadonlyMap<string, string> {
    const states = new Map(this.#graph.tasks.map(({ name }) => [name, "PENDING"]));
    for (const { task, instance, state } of this.#runs) {
      states.set(instance === 1 ? task : `${task}#${instance}`, state);
    }
    return states;
  }

  /** By task id, of what has ended. */
  fired(): ReadonlyMap<string, readonly number[]> {
    const ended = this.#runs.filter(({ state }) => state !== "OPEN");
    return new Map(ended.map(({ task, instance, fired }) => [instance === 1 ? task : `${task}#${instance}`, fired]));
  }

  get paused(): boolean {
    return this.#paused && this.#end === undefined;
  }

  verdict(): string | undefined {
    if (this.#end !== undefined) return this.#end;
    const open = this.#runs.some(({ state }) => state === "OPEN") || this.#waiting.length > 0;
    const undecided = this.#graph.tasks.some(({ name }) => this.#latest(name) === undefined);
    if (open || undecided) return undefined;
    if (this.#runs.some(({ state }) => state === "CANCELLED")) return "CANCELLED";
    return this.#runs.some((run) => run.state === "FAILED" && !this.#isHandled(run)) ? "FAILED" : "SUCCEEDED";
  }

  complete(taskId: string, outcome: ScriptedOutcome): void {
    const [name = "", instance = "1"] = taskId.split("#");
    const run = this.#runs.find((one) => one.task === name && one.instance === Number(instance));
    if (run === undefined) throw new Error(`${taskId} has not begun`);
    this.#finish(run, outcome === "result" ? "SUCCEEDED" : outcome === "failure" ? "FAILED" : "CANCELLED");
    this.#draw();
  }

  resume(): void {
    this.#paused = false;
    this.#ended = this.#waiting;
    this.#waiting = [];
    this.#draw();
  }

  #begin(task: ControlTask, state: RunState = "OPEN"): void {
    const instance = this.#runs.filter((run) => run.task === task.name).length + 1;
    if (instance > 1 && instance > this.#graph.maxInstances) {
      this.#endFlow("FAILED");
      return;
    }
    const run: Run = { task: task.name, instance, begun: this.#runs.length, state: "OPEN", fired: [] };
    this.#runs.push(run);
    if (state !== "OPEN") this.#finish(run, state);
    else if (task.noop) this.#finish(run, "SUCCEEDED");
  }

  #finish(run: Run, state: RunState): void {
    run.state = state;
    this.#ended.push({ run, from: 0 });
    // What an outcome fires it fires in its order, up to what ends the flow; of what is paused the rest comes later.
    run.fired = this.#leadsOn ? this.#firing(run) : [];
  }

  #firing(run: Run): number[] {
    const edges = this.#edges.get(run.task) ?? [];
    const firing = edges.flatMap(({ on }, index) =>
      on.some((one) => FIRED_BY[run.state].includes(one)) ? [index] : [],
    );
    const end = firing.findIndex((index) => ["FAIL", "SUCCEED"].includes(edges[index]?.to ?? ""));
    return end < 0 ? firing : firing.slice(0, end + 1);
  }

  get #leadsOn(): boolean {
    return this.#end === undefined && !this.#stopped;
  }

  /** Until nothing follows any more: what ended, then what nothing leads to, then a standstill. */
  #draw(): void {
    do {
      for (let next = this.#ended.shift(); next !== undefined; next = this.#ended.shift()) this.#follow(next);
    } while (this.#skipUnreached() || this.#resolveStandstill());
  }

  #follow({ run, from }: { readonly run: Run; readonly from: number }): void {
    const fails = run.state === "FAILED" && !this.#isHandled(run);
    if (fails && this.#graph.stops && this.#leadsOn) this.#stop();
    if (!this.#leadsOn) {
      run.fired = run.fired.filter((index) => index < from);
      return;
    }
    if (this.#paused) {
      this.#waiting.push({ run, from });
      return;
    }
    const edges = this.#edges.get(run.task) ?? [];
    const firing = this.#firing(run);
    for (const [index, { to }] of edges.entries()) {
      if (index < from) continue;
      const task = this.#graph.tasks.find(({ name }) => name === to);
      if (task !== undefined && this.#joinOf(task) !== undefined) this.#decide(task);
      else if (firing.includes(index)) {
        if (task !== undefined) this.#begin(task);
        else if (to === "FAIL") this.#endFlow("FAILED");
        else if (to === "SUCCEED") this.#endFlow("SUCCEEDED");
        else if (to === "PAUSE") this.#paused = true;
      }
      if (!this.#leadsOn) {
        run.fired = firing.filter((one) => one <= index);
        return;
      }
      if (this.#paused) {
        this.#waiting.push({ run, from: index + 1 });
        return;
      }
    }
  }

  #isHandled(run: Run): boolean {
    const edges = this.#edges.get(run.task) ?? [];
    return run.fired.some((index) => edges[index]?.on.includes("FAILURE") === true);
  }

  #joinOf(task: ControlTask): { readonly need: number; readonly unmet: "FAIL" | "SKIP" } | undefined {
    const all = this.#sources(task).length;
    if (task.join === undefined) return task.dependsOn.length > 0 ? { need: all, unmet: "SKIP" } : undefined;
    return { need: task.join.need === "ALL" ? all : task.join.need, unmet: task.join.unmet };
  }

  #sources({ name }: ControlTask): string[] {
    return this.#graph.tasks
      .filter((task) => (this.#edges.get(task.name) ?? []).some(({ to }) => to === name && !TARGETS.includes(to)))
      .map((task) => task.name);
  }

  #latest(name: string): Run | undefined {
    return this.#runs.filter(({ task }) => task === name).at(-1);
  }

  #slot(source: string, join: string): "OPEN" | "FIRED" | "DEAD" {
    const run = this.#latest(source);
    if (run === undefined || run.state === "OPEN") return "OPEN";
    const edges = this.#edges.get(source) ?? [];
    return run.fired.some((index) => edges[index]?.to === join) ? "FIRED" : "DEAD";
  }

  /** Whether the join is to be decided: never yet, or something has arrived through a slot opened since. */
  #isAsked(task: ControlTask): boolean {
    const decided = this.#latest(task.name);
    if (decided === undefined) return true;
    return this.#sources(task).some((source) => {
      const run = this.#latest(source);
      const isNew = run !== undefined && run.instance > 1 && run.begun >= decided.begun;
      return isNew && this.#slot(source, task.name) === "FIRED";
    });
  }

  #decide(task: ControlTask): void {
    const join = this.#joinOf(task);
    if (join === undefined || !this.#isAsked(task)) return;
    const slots = this.#sources(task).map((source) => this.#slot(source, task.name));
    const fired = slots.filter((slot) => slot === "FIRED").length;
    const open = slots.filter((slot) => slot === "OPEN").length;
    if (fired >= join.need) this.#begin(task);
    else if (fired + open < join.need && (join.unmet === "SKIP" || fired > 0 || open === 0)) this.#close(task);
  }

  #close(task: ControlTask): void {
    const slots = this.#sources(task).map((source) => this.#slot(source, task.name));
    const fails = this.#joinOf(task)?.unmet === "FAIL" && slots.includes("FIRED");
    this.#begin(task, fails ? "FAILED" : "SKIPPED");
  }

  /** Tasks that nothing can lead to any more, whatever else happens. */
  #skipUnreached(): boolean {
    if (!this.#leadsOn || this.#paused) return false;
    const mayRun = new Set(this.#graph.tasks.map(({ name }) => name));
    for (let before = -1; before !== mayRun.size; ) {
      before = mayRun.size;
      for (const task of this.#graph.tasks) {
        const runs = this.#runs.filter((run) => run.task === task.name);
        const isOver = runs.length > 0 && runs.every(({ state }) => state !== "OPEN");
        if (isOver && !this.#sources(task).some((source) => mayRun.has(source))) mayRun.delete(task.name);
      }
    }
    const lost = this.#graph.tasks.filter(
      (task) =>
        this.#latest(task.name) === undefined &&
        this.#joinOf(task) === undefined &&
        !this.#sources(task).some((source) => mayRun.has(source)),
    );
    for (const task of lost) this.#begin(task, "SKIPPED");
    return lost.length > 0;
  }

  #resolveStandstill(): boolean {
    const isLive = this.#runs.some(({ state }) => state === "OPEN") || this.#waiting.length > 0;
    if (isLive || !this.#leadsOn) return false;
    const undecided = this.#graph.tasks.filter(({ name }) => this.#latest(name) === undefined);
    const isUndecided = (name: string) => undecided.some((task) => task.name === name);
    const arrived = this.#graph.tasks.find(
      (task) =>
        this.#joinOf(task) !== undefined &&
        this.#isAsked(task) &&
        this.#sources(task).some((source) => this.#slot(source, task.name) === "FIRED"),
    );
    const task = undecided.find((one) => !this.#sources(one).some(isUndecided)) ?? arrived ?? undecided[0];
    if (task === undefined) return false;
    this.#close(task);
    return true;
  }

  #stop(): void {
    this.#stopped = true;
    for (const task of this.#graph.tasks) if (this.#latest(task.name) === undefined) this.#begin(task, "SKIPPED");
    for (const run of this.#runs) {
      if (run.state === "OPEN") {
        run.state = "SKIPPED";
        run.fired = [];
      }
    }
  }

  #endFlow(state: string): void {
    this.#end = state;
    for (const { run, from } of this.#waiting) run.fired = run.fired.filter((index) => index < from);
    this.#waiting = [];
    for (const task of this.#graph.tasks) if (this.#latest(task.name) === undefined) this.#begin(task, "SKIPPED");
  }
}
