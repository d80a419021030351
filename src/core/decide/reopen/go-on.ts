/**
 * How a flow goes on once it is reopened: what failed is run again, or skipped; what was closed for it comes back; edges
 * that were dropped when the flow ended lead on.
 */
import type { ItemRetry } from "../../definition/definition.js";
import type { FlowHeader } from "../../state/flow-header.js";
import { runsItems } from "../../state/item-lists.js";
import type { Spawned } from "../../state/nesting.js";
import type { Outcome } from "../../state/outcome.js";
import { nodeOfEntry } from "../../state/planned.js";
import { isUntouched } from "../../state/reversal.js";
import { isTerminalTask, type TaskState } from "../../state/states.js";
import { ask, asksEnd } from "../ask.js";
import { bindInput } from "../bindings.js";
import { closeItems } from "../close-items.js";
import { skipTask } from "../close-task.js";
import type { Draft } from "../draft.js";
import { type EntryDraft, untouchedEntry } from "../entry-draft.js";
import { forgetItems } from "../items-again.js";
import { decideJoin, decideUnmet } from "../joins.js";
import { askStart, begin, reach } from "../reach.js";
import type { Reopened } from "./coming-back.js";
import { reopenFlow } from "./reopen-flow.js";
import { startedAgain } from "./start-again.js";
import { forgotten, over, takenBack, untold } from "./taken-back.js";

export interface Plan extends Reopened {
  /** The nodes that were closed and come back. */
  readonly back: readonly number[];
  /** The nodes that begin anew, whatever became of them; those of `begins` at once. */
  readonly reset?: ReadonlySet<number>;
  readonly begins?: readonly number[];
  /** One of those that are run again: its latest attempt goes on, as the flow that it is. */
  readonly child?: number;
  /** The nodes that wait for something in another segment that has ended and does not run again. */
  readonly doomed?: ReadonlySet<number>;
  /** Which items of lists are run again; absent = as their tasks say. */
  readonly items?: ItemRetry;
}

/** Nothing that follows from it is drawn yet. */
export function goOn(draft: Draft, plan: Plan, fields: Partial<FlowHeader>): void {
  const { again, back, skipped, reset = new Set<number>(), begins = [] } = plan;
  const { now, segment } = draft;
  const taken = new Set([...again, ...reset]);
  reopenFlow(draft, fields, skipped === undefined ? taken : new Set([...taken, skipped]));
  forgetWaiting(draft, taken);
  const origins = begins.map((number) => [number, draft.entry(number)?.origin] as const);
  const failed = skipped === undefined ? undefined : failureBefore(draft, skipped);
  const spawned = plan.child === undefined ? undefined : draft.entry(plan.child)?.child?.spawned;
  // What it was told of its flow's end counts no more.
  if (plan.child !== undefined) draft.heardEnds.add(plan.child);
  for (const number of [...back, ...reset]) forgetItems(draft, number);
  for (const number of [...again, ...(failed === undefined ? [] : [skipped ?? 0])]) {
    const entry = draft.entry(number);
    if (entry === undefined) continue;
    if (number === plan.child) draft.put(number, untold(entry));
    else if (number === skipped) draft.put(number, takenBack(entry, now));
    else draft.put(number, runningItems(startedAgain(draft, number, entry), plan.items));
  }
  for (const number of [...back, ...reset]) {
    const entry = draft.entry(number);
    if (entry !== undefined && !isUntouched(entry)) draft.put(number, forgotten(entry, now));
  }
  leadOn(draft);
  const isBound = fields.input === undefined;
  for (const number of again) if (number !== plan.child) beginAgain(draft, number, isBound);
  if (plan.child !== undefined) waitAgain(draft, plan.child, spawned);
  for (const [number, origin] of origins) reach(draft, number, undefined, origin);
  if (skipped !== undefined) skipNow(draft, skipped, failed);
  for (const node of back) if (segment.stateOf(node) === "PENDING") decideAnew(draft, node, plan.doomed);
  for (const node of reset) if (segment.stateOf(node) === "PENDING") decideReset(draft, node, plan.doomed);
}

/** With the choice of its items, where it has some. */
function runningItems(entry: EntryDraft, items: ItemRetry | undefined): EntryDraft {
  if (items !== undefined && entry.list !== undefined) entry.list = { ...entry.list, again: items };
  return entry;
}

/** A node that has come back: its turn may have come already, or it has none after all. */
export function decideAnew(draft: Draft, number: number, doomed?: ReadonlySet<number>): void {
  const { segment } = draft;
  const { control } = segment;
  const { dependencies, sourceSegments } = segment.node(number);
  if (doomed?.has(number) === true) skipTask(draft, number, "UPSTREAM");
  else if (dependencies.length === 0 && sourceSegments === 0) reach(draft, number, undefined);
  else if (control !== undefined) decideJoin(draft, control, number, undefined);
  else if (segment.unmet(number) === 0) reach(draft, number, undefined);
  else if (dependencies.some((source) => hasEndedOtherwise(segment.stateOf(source)))) {
    skipTask(draft, number, "UPSTREAM");
  }
}

/** A node that begins anew behind others: where edges lead on it waits for those, but if it has no turn it is closed. */
function decideReset(draft: Draft, number: number, doomed: ReadonlySet<number> | undefined): void {
  const { control } = draft.segment;
  if (control === undefined || doomed?.has(number) === true) decideAnew(draft, number, doomed);
  else decideUnmet(draft, control, number);
}

function hasEndedOtherwise(state: TaskState): boolean {
  return isTerminalTask(state) && state !== "SUCCEEDED";
}

/** What waited for resume because of what is taken back now is not drawn then. */
function forgetWaiting(draft: Draft, taken: ReadonlySet<number>): void {
  const { pause } = draft.flow;
  const backlog = pause?.backlog.filter(([number]) => !taken.has(number)) ?? [];
  if (pause !== undefined && backlog.length < pause.backlog.length) draft.putFlow({ pause: { ...pause, backlog } });
}

/** Edges that the flow's end has cut off are drawn. */
function leadOn(draft: Draft): void {
  const { definition, entries } = draft.segment;
  if (definition.control === undefined) return;
  for (const [number, { state, drawn, attempt, reversal }] of [...entries]) {
    if (drawn === undefined || reversal !== undefined || !isTerminalTask(state)) continue;
    draft.leadUpTo(number, undefined);
    draft.ended.push({ node: number, cause: [number, attempt], from: drawn });
  }
}

/** The task waits for the flow that its latest attempt is. Whoever has asked for that tells it, by this order. */
function waitAgain(draft: Draft, number: number, spawned: Spawned | undefined): void {
  const entry = draft.entry(number);
  if (entry === undefined) throw new Error(`node ${number} waits for a flow but has no entry`);
  const { now, version: reopened } = draft;
  draft.reopenedChildren.add(number);
  const child = spawned === undefined ? { reopened } : { spawned, reopened };
  draft.put(number, { ...entry, state: "RUNNING", startTime: now, readyTime: now, reachedTime: now, child });
}

/** Its turn comes once more, without the delay. Whether it runs is asked where that is not decided. */
function beginAgain(draft: Draft, number: number, isBound: boolean): void {
  const { now, segment } = draft;
  const entry = draft.entry(number);
  const node = entry && nodeOfEntry(segment.definition, number, entry);
  if (entry === undefined || node === undefined) throw new Error(`node ${number} is run again but has no entry`);
  const { readyTime, ...kept } = entry;
  const next: EntryDraft = { ...kept, reachedTime: now };
  if (next.startDecided === false) {
    askStart(draft, number, next);
    return;
  }
  // What could not be computed is not left out now; with another input of the flow it is computed anew.
  const isDone = node.bindings === undefined || (isBound && next.input !== undefined);
  if (isDone || bindInput(draft, number, next, undefined))
    begin(draft, number, { node, entry: next, cause: undefined });
}

type Failed = Extract<Outcome, { readonly kind: "failure" }>;

/** What became of a task that has ended; `pending` where that was a failure. Undefined where it has not ended. */
function failureBefore(draft: Draft, number: number): { readonly pending?: Failed } | undefined {
  const entry = draft.entry(number);
  if (entry === undefined || !isTerminalTask(entry.state)) return undefined;
  const { failure, outcomeDigest: digest = "" } = entry;
  return entry.state === "FAILED" && failure !== undefined ? { pending: { kind: "failure", failure, digest } } : {};
}

/** It is SKIPPED, unless it is to be decided first which of its edges fire. */
function skipNow(draft: Draft, number: number, failed: { readonly pending?: Failed } = {}): void {
  const entry = draft.entry(number);
  const next = entry === undefined ? untouchedEntry() : over(entry, draft.now);
  if (asksEnd(draft, draft.node(number))) {
    if (entry !== undefined && runsItems(entry)) closeItems(draft, number);
    next.state = "RUNNING";
    next.evaluation = { phase: "END", skips: true };
    if (failed.pending !== undefined) next.pending = failed.pending;
    draft.put(number, next);
    ask(draft, number, "END");
    return;
  }
  next.state = "SKIPPED";
  next.skipReason = "REQUESTED";
  next.endTime = draft.now;
  draft.put(number, next);
}
