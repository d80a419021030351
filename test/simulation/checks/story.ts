/**
 * Tells the reference model what each commit did, and compares. Several commands may share a commit, which does not say
 * in which order they came: some order must lead where the store is. Of a flow of many segments the store may be behind:
 * what has happened in one segment reaches the others later.
 */

import type { RetryPolicy, TaskDefinition } from "../../../src/core/definition/definition.js";
import { EXPRESSION_FAILED, LEASE_LOST } from "../../../src/core/state/failure.js";
import type { AttemptRecord, NodeEntry } from "../../../src/core/state/node-entry.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { GraphTask, RandomGraph, ScriptedOutcome } from "../../core/random-graph.js";
import { ReferenceModel } from "../../core/reference-model.js";
import { isFinalFailure, policyOf } from "../failing-tasks.js";
import type { SimulatedFlow } from "../workload.js";
import type { ControlCall } from "./control-calls.js";
import { verdictOver } from "./verdicts.js";

interface Move {
  /** False where it cannot come next. */
  readonly make: (model: ReferenceModel) => boolean;
  /** Which of several probably came first: that of the lowest rank. */
  readonly rank: number;
}

/** What happened to one task, or what callers asked for, in its order; between two moves those of others may have come. */
type Lane = readonly Move[];

/** Moves that are tried for one commit, at most. */
const MOVES_TRIED = 20_000;

export class Story {
  readonly #flow: SimulatedFlow;
  readonly #graph: RandomGraph;
  readonly #entryAt: (place: number) => NodeEntry | undefined;
  /** Whether the flow has several segments. */
  readonly #isCut: boolean;
  /** Undefined once nobody can tell which segment has heard of the flow's end. */
  #model: ReferenceModel | undefined;

  /** `entryAt`: what is stored of each task now, by its place in the definition. */
  constructor(flow: SimulatedFlow, entryAt: (place: number) => NodeEntry | undefined) {
    this.#flow = flow;
    this.#graph = flow.graph;
    this.#entryAt = entryAt;
    this.#isCut = flow.segments.length > 1;
    this.#model = new ReferenceModel(flow.graph, flow.begins?.begun);
  }

  /** `calls`: by which callers ended the flow, or let it go on, in this commit. */
  tell(before: SegmentRecord | undefined, after: SegmentRecord, calls: readonly ControlCall[]): void {
    // What is within another flow has not begun before that has told it to.
    if (after.flow.startTime === undefined && after.flow.cancellation === undefined) return;
    // Nobody can tell when its other segments follow a call.
    if (this.#isCut && (isStopped(after) || calls.length > 0)) this.#model = undefined;
    if (this.#model === undefined) return;
    let tried = 0;
    let difference: string | undefined;
    const search = (model: ReferenceModel, left: readonly Lane[]): ReferenceModel | undefined => {
      if (left.length === 0) {
        const wrong = this.#difference(model, after);
        difference ??= wrong;
        return wrong === undefined ? model : undefined;
      }
      const lanes = left.toSorted(([a], [b]) => (a?.rank ?? 0) - (b?.rank ?? 0));
      for (const [index, [move, ...further]] of lanes.entries()) {
        tried += 1;
        const next = model.copy();
        if (tried > MOVES_TRIED || move?.make(next) === false) continue;
        const found = search(next, lanes.toSpliced(index, 1, ...(further.length > 0 ? [further] : [])));
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const found = search(this.#model, this.#lanesOf(before, after, calls));
    if (found === undefined)
      throw new Error(
        difference === undefined ? "the reference model cannot follow" : `the reference model has ${difference}`,
      );
    this.#model = found;
  }

  #lanesOf(before: SegmentRecord | undefined, after: SegmentRecord, calls: readonly ControlCall[]): readonly Lane[] {
    const lanes: Lane[] = [];
    if (calls.length > 0) lanes.push(calls.map(moveOfCall));
    else if (before?.flow.cancellation === undefined && after.flow.cancellation !== undefined) {
      const hasBegun = after.flow.startTime !== undefined;
      lanes.push([{ make: (model) => cancelled(model, hasBegun), rank: 1 }]);
    }
    for (const [number, entry] of after.nodes) {
      const place = this.#flow.segments[after.address.segment]?.[number] ?? -1;
      const task = this.#graph.tasks[place];
      if (task === undefined || task.noop) continue;
      const was = before === undefined ? this.#flow.begins?.entries.get(task.name) : before.nodes.get(number);
      if (was === entry) continue;
      const steps = stepsOf(was, entry, this.#rulesOf(place));
      if (steps.length === 0) continue;
      if (calls.length > 0) {
        // A call may have come between two of them.
        lanes.push(steps.map((step) => ({ make: (model) => followBeside(model, task, step), rank: RANKS[step] })));
        continue;
      }
      const isLast = steps.some((step) => step === "failure" || step === "final");
      lanes.push([{ make: (model) => steps.every((step) => follow(model, task, step)), rank: isLast ? 1 : 0 }]);
    }
    return lanes;
  }

  #rulesOf(place: number): Rules {
    const { definition } = this.#flow;
    const task = definition.tasks[place];
    return { task, policy: policyOf(definition, task) };
  }

  #difference(model: ReferenceModel, { address, flow }: SegmentRecord): string | undefined {
    const ended = ["SUCCEEDED", "FAILED", "CANCELLED"].includes(flow.state) ? flow.state : undefined;
    const hasEnded = address.segment === 0 && ended !== undefined;
    const mayBeBehind = this.#isCut && !hasEnded;
    for (const [place, { name }] of this.#graph.tasks.entries()) {
      const entry = this.#entryAt(place);
      const [stored, expected] = [plain(entry), model.states.get(name)];
      if (mayBeBehind && stored === "PENDING") continue;
      if (stored !== expected) return `${name} ${expected}, stored is ${stored}`;
      if ((entry?.tries ?? 0) !== (model.tries.get(name) ?? 0)) {
        return `${model.tries.get(name) ?? 0} tries of ${name}, stored are ${entry?.tries}`;
      }
    }
    const verdict = model.verdict();
    const expected = verdict && verdictOver(flow, verdict);
    return mayBeBehind || expected === ended ? undefined : `the flow ${expected}, stored is ${flow.state}`;
  }
}

/** It is cancelled, or a failure stops it. */
function isStopped({ flow }: SegmentRecord): boolean {
  return flow.cancellation !== undefined || flow.stopping !== undefined;
}

function plain(entry: NodeEntry | undefined): string {
  if (entry === undefined) return "PENDING";
  if (waitsWithOutcome(entry)) return "RUNNING";
  return entry.state === "DELAYED" ? "READY" : entry.state === "PAUSED" ? "RUNNING" : entry.state;
}

/** Its attempt has its outcome, which counts after the task's `delay_after`. */
function waitsWithOutcome({ state, pending }: NodeEntry): boolean {
  return state === "DELAYED" && pending !== undefined;
}

type Step = "claim" | "back" | "final" | ScriptedOutcome;

/** Beside calls: what a call takes back has ended before, what it makes ready is claimed after it. */
const RANKS: Readonly<Record<Step, number>> = { result: 0, cancelled: 0, back: 0, failure: 1, final: 1, claim: 3 };
const RANK_OF_CALL = 2;

/** By what a failure ends its task. */
interface Rules {
  readonly task: TaskDefinition | undefined;
  readonly policy: RetryPolicy | undefined;
}

/** What happened to one task in one commit: claims, and how attempts ended. */
function stepsOf(before: NodeEntry | undefined, after: NodeEntry, rules: Rules): Step[] {
  const steps: Step[] = [];
  // By its input alone, and not by that of a task of the flow that it was: what led to it has led to that.
  if (
    after.failure?.type === EXPRESSION_FAILED &&
    after.child === undefined &&
    after.attempt === (before?.attempt ?? 0)
  )
    return steps;
  // It has ended before: which of its edges are drawn has changed.
  const isAsItWas = after.state === before?.state && after.attempt === before.attempt && after.tries === before.tries;
  if (isAsItWas && after.endTime !== undefined && (before.endTime ?? after.endTime) === after.endTime) return steps;
  let { attempt, tries } = before ?? { attempt: 0, tries: 0 };
  let open = before !== undefined && isOpen(before);
  const claimUpTo = (last: number) => {
    for (; attempt < last; attempt += 1) {
      steps.push("claim");
      open = true;
    }
  };
  const known = new Set(before?.history?.map(nameOf));
  for (const record of after.history ?? []) {
    if (known.has(nameOf(record))) continue;
    claimUpTo(record.attempt);
    const failed = record.tries > tries;
    if (open) steps.push(endedBy(record, failed, rules));
    else if (failed) steps.push("claim", endedBy(record, failed, rules));
    tries = record.tries;
    open = false;
  }
  claimUpTo(after.attempt);
  return [...steps, ...lastStep(open, tries, after, rules)];
}

function isOpen(entry: NodeEntry): boolean {
  return entry.state === "RUNNING" || entry.state === "PAUSED" || waitsWithOutcome(entry);
}

/** One attempt has several records where the time in which it could be claimed was over more than once. */
function nameOf({ attempt, tries, end, endTime }: AttemptRecord): string {
  return `${attempt} ${tries} ${end} ${endTime}`;
}

/** What became of the latest attempt. */
function lastStep(open: boolean, tries: number, after: NodeEntry, rules: Rules): Step[] {
  const { state } = after;
  if (isOpen(after)) return open ? [] : ["claim"];
  const failed = after.tries > tries;
  // What is finished without a claim, by its late holder or an outsider, or whose time to be claimed is over.
  const claim: Step[] = open ? [] : ["claim"];
  if (state === "SUCCEEDED") return [...claim, "result"];
  if (state === "FAILED") return [...claim, isFinal(after, rules) ? "final" : "failure"];
  if (state === "READY" || state === "DELAYED") {
    if (failed) return [...claim, "failure"];
    return open ? ["back"] : [];
  }
  if (failed) return [...claim, "failure"];
  if (state === "CANCELLED" && open) return after.outcomeDigest === undefined ? ["back"] : ["cancelled"];
  if (state === "CANCELLED" && after.outcomeDigest !== undefined && after.endTime !== undefined)
    return [...claim, "cancelled"];
  return open ? ["back"] : [];
}

/**
 * Nothing is tried again once the task's whole time is over, nor where it fails because its lease was lost, or with what its
 * policy excepts.
 */
function isFinal({ reachedTime = 0, endTime = 0, failure, child }: NodeEntry, { task, policy }: Rules): boolean {
  if (isFinalFailure(policy, failure)) return true;
  if (task?.onLost === "FAIL" && failure?.type === LEASE_LOST && child === undefined) return true;
  const totalMs = task?.timeouts.totalMs;
  return totalMs !== undefined && endTime >= reachedTime + totalMs;
}

function endedBy({ end, failure, outcomeDigest }: AttemptRecord, failed: boolean, { policy }: Rules): Step {
  if (end === "CANCELLED") return outcomeDigest === undefined ? "back" : "cancelled";
  // Its tries may count anew since.
  if (failed || failure !== undefined) {
    return end === "LEASE_LOST" || isFinalFailure(policy, failure) ? "final" : "failure";
  }
  return end === "SUCCEEDED" ? "result" : "back";
}

function follow(model: ReferenceModel, task: GraphTask, step: Step): boolean {
  if (step === "claim") return model.claim(task.name);
  if (step === "back") model.giveBack(task.name);
  else if (step === "final") model.complete({ ...task, maxTries: 0 }, "failure");
  else model.complete(task, step);
  return true;
}

/** Beside calls: what a call has taken back need not be given back any more. */
function followBeside(model: ReferenceModel, task: GraphTask, step: Step): boolean {
  return (step === "back" && model.states.get(task.name) !== "RUNNING") || follow(model, task, step);
}

/** What is within another flow may be cancelled before it has begun. */
function cancelled(model: ReferenceModel, hasBegun: boolean): boolean {
  if (hasBegun) model.cancel();
  else model.cancelUnbegun();
  return true;
}

function moveOfCall(call: ControlCall): Move {
  const make = (model: ReferenceModel) => {
    if (call.kind === "cancel") model.cancel();
    else if (call.kind === "end") model.end(call.state, call.cancelsInFlight);
    else if (call.kind === "skip") model.skip(call.taskId);
    else if (call.kind === "retry") {
      const names = call.tasks.length > 0 ? call.tasks : undefined;
      if (!call.reset) return model.retry(names);
      model.reset(names);
    }
    return true;
  };
  return { make, rank: RANK_OF_CALL };
}
