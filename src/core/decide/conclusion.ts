/**
 * How a flow's state follows from its tasks: the verdict when nothing is live any more, and the end of SUSPENDING.
 */

import { offersTheRest } from "../state/child-flow.js";
import { FLOW_TIMEOUT, type StoredFailure, type TimedFailure } from "../state/failure.js";
import { isUnhandled } from "../state/fired-edges.js";
import type { FlowHeader } from "../state/flow-header.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { Segment } from "../state/segment.js";
import { type FlowState, isEndedFlow, type TaskState } from "../state/states.js";
import { ask, isEnding } from "./ask.js";
import type { Draft } from "./draft.js";
import { withOutput } from "./flow-output.js";
import { handOver } from "./hand-over.js";

/**
 * Ends the flow where nothing in it is live, or ends its SUSPENDING where nothing is claimed. A segment beyond the first
 * ends by itself; segment 0 waits for all of them and gives the verdict.
 */
export function conclude(draft: Draft): void {
  const { segment, flow } = draft;
  const { others } = flow;
  if (isEndedFlow(flow.state) || isDormant(segment)) return;
  const live = isLive(segment) || isEnding(segment) || segment.links.awaited !== undefined;
  if (live || (others !== undefined && others.settled < others.count)) {
    if (flow.state === "SUSPENDING" && rests(segment)) draft.putFlow({ state: "SUSPENDED" });
    return;
  }
  if (segment.definition.flowNode !== undefined && asksOutput(verdict(segment)) && flow.cancellation === undefined) {
    ask(draft, undefined, "OUTPUT");
    handOver(draft);
    return;
  }
  draft.putFlow({ ...withOutput(draft, ownEnd(segment)), endTime: draft.now });
}

/** Not of what was cancelled or undone. */
function asksOutput(state: FlowState): boolean {
  return state === "SUCCEEDED" || state === "FAILED";
}

/** How the flow ends by itself when nothing in it is live any more. */
export function ownEnd(segment: Segment): Pick<FlowHeader, "state" | "failure"> {
  const { ending, cancellation } = segment.flow;
  // One that is cancelled while it is decided about the output of its end comes to another end.
  if (ending !== undefined && cancellation === undefined) return ending;
  const state = verdict(segment);
  const failure = state === "FAILED" ? flowFailure(segment) : state === "REVERTED" ? revertCause(segment) : undefined;
  return { state, ...(failure !== undefined && { failure }) };
}

/**
 * A segment that has not been told yet that its flow runs, or a flow that the one it is within has told nothing. Other
 * segments may have told it already what they did.
 */
function isDormant({ isPart, flow: { state, parent, cancellation } }: Segment): boolean {
  return (isPart || parent !== undefined) && state === "PENDING" && cancellation === undefined;
}

/** Whether nothing is claimed or still offered, here and, as far as is known, in the other segments. */
export function rests(segment: Segment): boolean {
  const { others } = segment.flow;
  const { family } = segment;
  const isPaused = offersTheRest(segment.flow);
  if (segment.heldCount > 0 || (isPaused ? family.children.size : family.activeCount) > 0) return false;
  if (isPaused && segment.count("READY") > 0) return false;
  return others === undefined || others.settled + others.resting === others.count;
}

/** A task of a skipped or failed branch is never PENDING, so whatever is PENDING can still start, unless it is to be undone. */
function isLive(segment: Segment): boolean {
  return segment.count("PENDING") > (segment.reversals?.withheld ?? 0) || isUnderWay(segment);
}

/** Whether something goes on that others may wait for. */
export function isUnderWay(segment: Segment): boolean {
  return (
    segment.count("READY") > 0 ||
    segment.count("RUNNING") > 0 ||
    segment.count("DELAYED") > 0 ||
    segment.count("PAUSED") > 0 ||
    segment.count("REVERTING") > 0 ||
    isToBeUndone(segment) ||
    (segment.flow.pause?.backlog.length ?? 0) > 0
  );
}

/** Something is still to be undone, or to be decided about first. */
function isToBeUndone({ flow: { stopping, cancellation, reversion }, reversals }: Segment): boolean {
  if (stopping === true || cancellation !== undefined) return false;
  return (reversals?.due ?? 0) > 0 || (reversion?.open.length ?? 0) > 0;
}

/** The first that matches: the flow was cancelled or timed out; a revert failed; a task was cancelled; a task failed; something was undone; success. */
function verdict(segment: Segment): FlowState {
  const { cancellation, others, reversion } = segment.flow;
  const has = (state: TaskState) => segment.count(state) + (others?.counts[state] ?? 0) > 0;
  if (cancellation !== undefined) return cancellation.timeout ? "FAILED" : "CANCELLED";
  if (has("REVERT_FAILED")) return "FAILED";
  // Of items of a list their task tells.
  const cancelledItems = segment.control?.lists.cancelled ?? 0;
  if (segment.count("CANCELLED") + (others?.counts.CANCELLED ?? 0) > cancelledItems) return "CANCELLED";
  if (segment.control === undefined ? hasFailed(segment) : segment.control.unhandled > 0) return "FAILED";
  if (reversion?.whole === true || (segment.reversals?.toRevert ?? 0) > 0) return "REVERTED";
  return segment.flow.gone === undefined ? "SUCCEEDED" : "FAILED";
}

/** Where nothing but success holds the tasks together, and all of them are undone if any is. */
function hasFailed({ flow: { others, reversion }, counts }: Segment): boolean {
  return reversion?.whole !== true && (counts.get("FAILED") ?? 0) + (others?.counts.FAILED ?? 0) > 0;
}

/** Of the flow's timeout, else of the task that failed first, with the task's name in the message. */
function flowFailure(segment: Segment): StoredFailure | undefined {
  const { cancellation, others } = segment.flow;
  if (cancellation?.timeout === true) {
    return { type: FLOW_TIMEOUT, message: cancellation.reason, retryable: false };
  }
  const own = failedRevert(segment) ?? firstFailure(segment);
  const other = others?.failure;
  const failed = own === undefined || (other !== undefined && other.time < own.time) ? other : own;
  return failed?.failure ?? failureGone(segment);
}

/** Of the revert that failed first. */
function failedRevert(segment: Segment): TimedFailure | undefined {
  if (segment.count("REVERT_FAILED") === 0) return undefined;
  const failed = segment.numbers().filter((number) => segment.stateOf(number) === "REVERT_FAILED");
  const timeOf = (number: number) => segment.entry(number)?.endTime ?? 0;
  const first = failed.reduce((one, other) => (timeOf(other) < timeOf(one) ? other : one));
  const failure = segment.entry(first)?.reversal?.failure;
  return failure && toldFailure(`the revert of task ${segment.taskId(first)} failed`, failure, timeOf(first));
}

/** The failure by which what was undone came to be; none where a caller wanted it. */
function revertCause(segment: Segment): StoredFailure | undefined {
  const number = segment.flow.reversion?.failed[0];
  const failure = number === undefined ? undefined : segment.entry(number)?.failure;
  if (number === undefined || failure === undefined) return failureGone(segment);
  return toldFailure(`task ${segment.taskId(number)} failed`, failure, 0).failure;
}

/** Of a task that the definition does not have any more. */
function failureGone({ flow: { gone } }: Segment): StoredFailure | undefined {
  const first = gone?.[0];
  return first && toldFailure(`task ${first.task}, which is no more, failed`, first.failure, 0).failure;
}

function toldFailure(what: string, { type, message, retryable }: StoredFailure, time: number): TimedFailure {
  return { failure: { type, message: `${what}: ${message}`, retryable }, time };
}

/** The failure of the task that failed first in the segment and that no edge handled, with the task's id in the message. */
export function firstFailure(segment: Segment): TimedFailure | undefined {
  let first: { readonly number: number; readonly entry: NodeEntry } | undefined;
  for (const number of segment.numbers()) {
    const entry = segment.entry(number);
    if (entry?.state !== "FAILED" || isHandled(segment, number, entry)) continue;
    // A failed task changes no more: its version tells which commit it failed in.
    if (first === undefined || entry.version < first.entry.version) first = { number, entry };
  }
  if (first?.entry.failure === undefined) return undefined;
  const { failure, endTime = 0 } = first.entry;
  return toldFailure(`task ${segment.taskId(first.number)} failed`, failure, endTime);
}

/** Of an item of a list its task tells. */
function isHandled({ control, definition }: Segment, number: number, entry: NodeEntry): boolean {
  if (entry.each !== undefined) return true;
  const compiled = definition.control?.nodes[control?.nodeOf(number) ?? number];
  return compiled !== undefined && !isUnhandled(compiled, entry);
}
