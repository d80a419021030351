/**
 * What the contract says about edges, joins and instances, as plainly as it can be said: everything is looked for anew
 * each time, nothing is counted or remembered but what happened. No import of the engine's own.
 */
import { ControlEdges } from "./control-edges.js";
import { type ControlGraph, type ControlTask, decisionOfRun, type ScriptedDecision } from "./control-graph.js";
import { ItemsOfRun, splitItem, unbegunItems } from "./control-items.js";
import { ControlRuns, DECIDED, type Ended, idOf, type Run, type RunState } from "./control-runs.js";
import type { ScriptedOutcome } from "./random-graph.js";

export class ControlModel {
  readonly #graph: ControlGraph;
  readonly #runs: ControlRuns;
  readonly #edges: ControlEdges;
  /** What has ended and whose edges are not drawn yet, from an index on. */
  #ended: Ended[] = [];
  #waiting: Ended[] = [];
  #paused = false;
  #stopped = false;
  #end: string | undefined;
  #outputAsked = false;
  #outputDecided = false;

  constructor(graph: ControlGraph) {
    this.#graph = graph;
    this.#edges = new ControlEdges(graph);
    this.#runs = new ControlRuns(graph, this.#edges);
    const roots = graph.tasks.filter((task) => this.#edges.sources(task).length === 0);
    for (const task of roots) this.#begin(task);
    this.#draw();
  }

  /** Another one that goes on from here by itself. */
  copy(): ControlModel {
    const copy = new ControlModel(this.#graph);
    const own = copy.#runs.takeFrom(this.#runs);
    copy.#outputAsked = this.#outputAsked;
    copy.#outputDecided = this.#outputDecided;
    copy.#waiting = this.#waiting.map(({ run, from }) => ({ run: own.get(run) ?? run, from }));
    copy.#paused = this.#paused;
    copy.#stopped = this.#stopped;
    copy.#end = this.#end;
    return copy;
  }

  /** What has happened so far. */
  get runs(): ControlRuns {
    return this.#runs;
  }

  get paused(): boolean {
    return this.#paused && this.#end === undefined;
  }

  /** By task id: what is to be decided; of the flow's output by "#0". */
  asked(): ReadonlyMap<string, string> {
    const asked = this.#runs.asked();
    return new Map(this.#outputAsked && !this.#outputDecided ? [...asked, ["#0", "OUTPUT"]] : asked);
  }

  verdict(): string | undefined {
    if (this.#graph.output && !this.#outputDecided && this.#ownVerdict() !== "CANCELLED") return undefined;
    return this.#ownVerdict();
  }

  #ownVerdict(): string | undefined {
    const own = this.#end ?? (this.#waiting.length > 0 ? undefined : this.#runs.verdict());
    return own === "SUCCEEDED" && this.#graph.outputBreaks === true ? "FAILED" : own;
  }

  complete(taskId: string, outcome: ScriptedOutcome): void {
    const { whole, index } = splitItem(taskId);
    const run = this.#runs.list.find((one) => idOf(one) === whole);
    if (run === undefined) throw new Error(`${taskId} has not begun`);
    const state = outcome === "result" ? "SUCCEEDED" : outcome === "failure" ? "FAILED" : "CANCELLED";
    if (index === undefined || run.items === undefined) this.#bring(run, state);
    else this.#endItem(run, run.items, index, state);
    this.#draw();
  }

  #endItem(run: Run, items: ItemsOfRun, index: number, state: RunState): void {
    items.end(index, state);
    if (state === "CANCELLED") items.close(state);
    else if (!this.#stopped) items.offer();
    this.#endItems(run, items);
  }

  #endItems(run: Run, items: ItemsOfRun): void {
    if (!items.isOver) return;
    const outcome = items.outcome();
    if (items.states.includes("SKIPPED")) this.#finish(run, "SKIPPED");
    else if (outcome === "FAILED" && items.mayTryAgain && this.#leadsOn) this.#takeTurn(run);
    else this.#bring(run, outcome);
  }

  /** What the script decides about the run, or about the output, is answered. */
  decide(taskId: string): void {
    if (taskId === "#0") {
      this.#outputDecided = true;
      return;
    }
    const run = this.#runs.list.find((one) => idOf(one) === taskId);
    if (run?.asked === undefined) throw new Error(`${taskId} waits for no decision`);
    const { asked, raw = "SUCCEEDED" } = run;
    const script = decisionOfRun(this.#graph, taskId);
    delete run.asked;
    delete run.raw;
    if (script.context) run.context = run;
    if (asked === "START") {
      if (script.start === "run") this.#takeTurn(run);
      else this.#close(run, script.start === "skip" ? "SKIPPED" : "FAILED", script);
    } else this.#decideEnd(run, raw, script);
    this.#draw();
  }

  #decideEnd(run: Run, raw: RunState, script: ScriptedDecision): void {
    if (script.end === "retry" && run.retried !== true) {
      run.retried = true;
      if (!this.#leadsOn || run.final === true) this.#close(run, "FAILED", { ...script, edges: "all" });
      else this.#takeTurn(run);
      return;
    }
    const decided = DECIDED[script.end];
    if (decided === undefined && this.#repeats(run, raw)) return;
    this.#close(run, decided ?? raw, script);
  }

  /** Whether a success is not the end of the run. */
  #repeats(run: Run, state: RunState): boolean {
    const after = this.#leadsOn ? this.#runs.afterRound(run, state) : "done";
    if (after === "failed") this.#finish(run, "FAILED");
    return after !== "done";
  }

  #close(run: Run, state: RunState, { edges }: ScriptedDecision): void {
    this.#runs.choose(run, state, edges);
    this.#finish(run, state);
  }

  /** An attempt is over: it counts, unless that is to be decided first. */
  #bring(run: Run, state: RunState): void {
    const asks = this.#graph.tasks.find(({ name }) => name === run.task)?.asks;
    if (asks?.end !== true || !this.#leadsOn || state === "CANCELLED") {
      if (!this.#repeats(run, state)) this.#finish(run, state);
    } else {
      run.asked = "END";
      run.raw = state;
    }
  }

  #takeTurn(run: Run): void {
    const task = this.#graph.tasks.find(({ name }) => name === run.task);
    if (task?.unbound === true) this.#finish(Object.assign(run, unbegunItems(task)), "FAILED");
    else if (task?.noop === true) this.#bring(run, "SUCCEEDED");
    if (task?.items === undefined || task.unbound === true) return;
    run.items ??= new ItemsOfRun(task.items);
    run.items.begin();
    if (run.items.isOver) this.#ended.push({ run, from: 0, empty: run.items });
  }

  resume(): void {
    this.#paused = false;
    this.#ended = this.#waiting;
    this.#waiting = [];
    this.#draw();
  }

  /** `by`: the runs that led to it. */
  #begin(task: ControlTask, state: RunState = "OPEN", by: readonly Run[] = []): void {
    const instance = this.#runs.list.filter((run) => run.task === task.name).length + 1;
    if (instance > 1 && instance > this.#graph.maxInstances) {
      this.end("FAILED");
      return;
    }
    const run: Run = { task: task.name, instance, begun: this.#runs.list.length, state: "OPEN", fired: [] };
    this.#runs.list.push(run);
    const asksEnd = state === "FAILED" && task.asks.end && this.#leadsOn;
    if (asksEnd) Object.assign(run, { asked: "END", raw: state, final: true });
    else if (state !== "OPEN") this.#finish(run, state);
    if (state !== "OPEN") return;
    const [context, ...others] = new Set(by.map((one) => one.context));
    if (others.length === 0 && context !== undefined) run.context = context;
    if (task.asks.start) run.asked = "START";
    else this.#takeTurn(run);
  }

  #finish(run: Run, state: RunState): void {
    run.state = state;
    // A condition that cannot be evaluated fails its task.
    if (this.#leadsOn && this.#runs.breaks(run)) run.state = "FAILED";
    this.#ended.push({ run, from: 0 });
    // What an outcome fires it fires in its order, up to what ends the flow; of what is paused the rest comes later.
    run.fired = this.#leadsOn ? this.#runs.firing(run) : [];
  }

  get #leadsOn(): boolean {
    return this.#end === undefined && !this.#stopped;
  }

  /** Until nothing follows any more: what ended, then what nothing leads to, then a standstill. */
  #draw(): void {
    do {
      for (let next = this.#ended.shift(); next !== undefined; next = this.#ended.shift()) {
        if (next.empty === undefined) this.#follow(next);
        else this.#endItems(next.run, next.empty);
      }
    } while (this.#skipUnreached() || this.#resolveStandstill());
    const verdict = this.#ownVerdict();
    if (this.#graph.output && verdict !== undefined && verdict !== "CANCELLED") this.#outputAsked = true;
  }

  #follow({ run, from }: Ended): void {
    const fails = run.state === "FAILED" && !this.#runs.isHandled(run);
    if (fails && this.#graph.stops && this.#leadsOn) this.#stop();
    if (!this.#leadsOn) {
      this.#runs.dropFrom(run, from);
      return;
    }
    if (this.#paused) {
      this.#waiting.push({ run, from });
      return;
    }
    const edges = this.#edges.of(run.task);
    const firing = this.#runs.firing(run);
    for (const [place, index] of this.#runs.order(run).entries()) {
      if (place < from) continue;
      const to = edges[index]?.to;
      const task = this.#graph.tasks.find(({ name }) => name === to);
      if (task !== undefined && this.#edges.joinOf(task) !== undefined) this.#decide(task);
      else if (firing.includes(index)) {
        if (task !== undefined) this.#begin(task, "OPEN", [run]);
        else if (to === "FAIL") this.end("FAILED");
        else if (to === "SUCCEED") this.end("SUCCEEDED");
        else if (to === "PAUSE") this.#paused = true;
      }
      if (!this.#leadsOn) {
        this.#runs.dropFrom(run, place + 1);
        return;
      }
      if (this.#paused) {
        this.#waiting.push({ run, from: place + 1 });
        return;
      }
    }
  }

  #decide(task: ControlTask): void {
    const join = this.#edges.joinOf(task);
    if (join === undefined || !this.#runs.isAsked(task)) return;
    const slots = this.#edges.sources(task).map((source) => this.#runs.slot(source, task.name));
    const fired = slots.filter((slot) => slot === "FIRED").length;
    const open = slots.filter((slot) => slot === "OPEN").length;
    if (fired >= join.need) this.#begin(task, "OPEN", this.#runs.arrived(task));
    else if (fired + open < join.need && (join.unmet === "SKIP" || fired > 0 || open === 0)) this.#closeJoin(task);
  }

  #closeJoin(task: ControlTask): void {
    const slots = this.#edges.sources(task).map((source) => this.#runs.slot(source, task.name));
    const fails = this.#edges.joinOf(task)?.unmet === "FAIL" && slots.includes("FIRED");
    this.#begin(task, fails ? "FAILED" : "SKIPPED");
  }

  #skipUnreached(): boolean {
    if (!this.#leadsOn || this.#paused) return false;
    const lost = this.#runs.unreached();
    for (const task of lost) this.#begin(task, "SKIPPED");
    return lost.length > 0;
  }

  #resolveStandstill(): boolean {
    const isLive = this.#runs.list.some(({ state }) => state === "OPEN") || this.#waiting.length > 0;
    if (isLive || !this.#leadsOn) return false;
    const undecided = this.#graph.tasks.filter(({ name }) => this.#runs.latest(name) === undefined);
    const isUndecided = (name: string) => undecided.some((task) => task.name === name);
    const task =
      undecided.find((one) => !this.#edges.sources(one).some(isUndecided)) ?? this.#runs.arrivedJoin() ?? undecided[0];
    if (task === undefined) return false;
    this.#closeJoin(task);
    return true;
  }

  #stop(): void {
    this.#stopped = true;
    for (const task of this.#graph.tasks) if (this.#runs.latest(task.name) === undefined) this.#begin(task, "SKIPPED");
    this.#runs.skipWaiting();
  }

  /** A caller, an edge, or a task that is triggered too often ends it. */
  end(state: string): void {
    if (this.#end !== undefined) return;
    this.#end = state;
    // Nobody is asked about the output of a flow that is cancelled, not even who was.
    this.#outputAsked = this.#graph.output && state !== "CANCELLED";
    for (const { run, from } of this.#waiting) this.#runs.dropFrom(run, from);
    this.#waiting = [];
    for (const task of this.#graph.tasks) if (this.#runs.latest(task.name) === undefined) this.#begin(task, "SKIPPED");
  }
}
