/**
 * The reference model as commands are told to it one by one: what it cannot have come to next is refused.
 */
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { GraphTask } from "../../core/random-graph.js";
import { type ModelState, ReferenceModel } from "../../core/reference-model.js";
import type { SimulatedFlow } from "../workload.js";
import { isLeaseLost } from "./commit-parts.js";
import type { RecordedCommand } from "./recorded-run.js";

export class ToldModel {
  readonly #flow: SimulatedFlow;
  readonly #model: ReferenceModel;
  readonly #deferred: Set<string>;
  #suspended: boolean;

  constructor(
    flow: SimulatedFlow,
    model = new ReferenceModel(flow.graph),
    deferred = new Set<string>(),
    suspended = false,
  ) {
    this.#flow = flow;
    this.#model = model;
    this.#deferred = deferred;
    this.#suspended = suspended;
  }

  copy(): ToldModel {
    return new ToldModel(this.#flow, this.#model.copy(), new Set(this.#deferred), this.#suspended);
  }

  /** False where it cannot come next, or not have led to what is stored after its commit. */
  tell(command: RecordedCommand, after: SegmentRecord): boolean {
    switch (command.kind) {
      case "claim":
        return !this.#suspended && this.#hasPermit && this.#model.claim(command.task);
      case "complete":
        return this.#complete(command, after);
      case "release":
        this.#giveBack(command.task);
        return true;
      case "report":
        return true;
      case "lose":
        for (const { task } of command.lost) this.#lose(task, after);
        return true;
      case "suspend":
      case "resume":
        this.#suspended = command.kind === "suspend";
        return true;
      case "cancel":
        this.#model.cancel();
        for (const task of this.#running) if (command.isAbrupt || this.#deferred.has(task)) this.#giveBack(task);
        return true;
      case "endGrace":
        for (const task of this.#running) this.#giveBack(task);
        return true;
    }
  }

  /** What differs from what is stored; undefined where nothing does. */
  difference({ nodes, flow }: SegmentRecord): string | undefined {
    for (const [number, { name }] of this.#flow.graph.tasks.entries()) {
      const stored = plain(nodes.get(number)?.state ?? "PENDING");
      const told = this.#model.states.get(name);
      if (stored !== told) return `${name} is ${told}, stored is ${stored}`;
    }
    const ended = isEnded(flow.state) ? flow.state : undefined;
    const verdict = this.#model.verdict();
    return verdict === ended ? undefined : `the flow is ${verdict}, stored is ${flow.state}`;
  }

  #complete(command: RecordedCommand & { readonly kind: "complete" }, after: SegmentRecord): boolean {
    const { task: name, request, attempt } = command;
    // Its holder had lost it, and brings an outcome before anybody else has it.
    if (this.#model.states.get(name) === "READY") this.#model.claim(name);
    if (this.#model.states.get(name) !== "RUNNING") return false;
    const kind = request.outcome?.kind;
    if (kind === undefined || kind === "spawn") return false;
    if (kind === "deferred") {
      this.#deferred.add(name);
      if (after.flow.cancellation !== undefined && this.#isCancelling) this.#giveBack(name);
      return true;
    }
    const before = new Map(this.#model.states);
    this.#deferred.delete(name);
    this.#model.complete(this.#task(name), kind);
    // The first answer tells whether it was the last one.
    const told = command.answer?.replayed === false ? command.answer.flow.state : undefined;
    if (told !== undefined && isEnded(told) !== (this.#model.verdict() !== undefined)) return false;
    return this.#madeReady(before).every((number) => {
      const readyBy = after.nodes.get(number)?.readyBy;
      return readyBy === undefined || String(readyBy) === String([this.#numberOf(name), attempt]);
    });
  }

  #lose(name: string, after: SegmentRecord): void {
    if (isLeaseLost(after.nodes.get(this.#numberOf(name)))) {
      this.#model.complete({ ...this.#task(name), maxTries: 0 }, "failure");
    } else this.#giveBack(name);
  }

  /** A claim that was lost already is not running any more. */
  #giveBack(name: string): void {
    this.#deferred.delete(name);
    if (this.#model.states.get(name) === "RUNNING") this.#model.giveBack(name);
  }

  get #isCancelling(): boolean {
    // Nothing waits in a flow that is being cancelled.
    return ![...this.#model.states.values()].some((state) => state === "READY" || state === "PENDING");
  }

  get #running(): readonly string[] {
    return [...this.#model.states].flatMap(([name, state]) => (state === "RUNNING" ? [name] : []));
  }

  get #hasPermit(): boolean {
    const { maxParallel } = this.#flow.graph;
    return maxParallel === 0 || this.#running.length < maxParallel;
  }

  #madeReady(before: ReadonlyMap<string, ModelState>): number[] {
    return this.#flow.graph.tasks.flatMap(({ name }, number) =>
      before.get(name) === "PENDING" && this.#model.states.get(name) === "READY" ? [number] : [],
    );
  }

  #task(name: string): GraphTask {
    return this.#flow.task(name);
  }

  #numberOf(name: string): number {
    return this.#flow.graph.tasks.findIndex((task) => task.name === name);
  }
}

function isEnded(flowState: string): boolean {
  return ["SUCCEEDED", "FAILED", "CANCELLED"].includes(flowState);
}

function plain(state: string): string {
  return state === "DELAYED" ? "READY" : state === "PAUSED" ? "RUNNING" : state;
}
