/**
 * How a flow's state follows from its tasks: the verdict when nothing is live any more, and the end of SUSPENDING.
 */

import { FLOW_TIMEOUT, type StoredFailure, type TimedFailure } from "../state/failure.js";
import { isUnhandled } from "../state/fired-edges.js";
import type { FlowHeader } from "../state/flow-header.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { Segment } from "../state/segment.js";
import { type FlowState, isEndedFlow, isTerminalTask, type TaskState } from "../state/states.js";
import { ask } from "./ask.js";
import type { Draft } from "./draft.js";
import { handOver } from "./hand-over.js";

/**
 * Ends the flow where nothing in it is live, or ends its SUSPENDING where nothing is claimed. A segment beyond the first
 * ends by itself; segment 0 waits for all of them and gives the verdict.
 */
export function conclude(draft: Draft): void {
  const { segment, flow } = draft;
  const { others } = flow;
  if (isEndedFlow(flow.state) || isDormant(segment)) return;
  const live = isLive(segment) || isEnding(segment);
  if (live || (others !== undefined && others.settled < others.count)) {
    if (flow.state === "SUSPENDING" && rests(segment)) draft.putFlow({ state: "SUSPENDED" });
    return;
  }
  if (
    segment.definition.flowNode !== undefined &&
    verdict(segment) !== "CANCELLED" &&
    flow.cancellation === undefined
  ) {
    ask(draft, undefined, "OUTPUT");
    handOver(draft);
    return;
  }
  draft.putFlow({ ...ownEnd(segment), endTime: draft.now });
}

/** The decision about its output is missing. */
function isEnding(segment: Segment): boolean {
  const number = segment.definition.flowNode && segment.control?.itemOf(undefined);
  return number !== undefined && !isTerminalTask(segment.stateOf(number));
}

/** How the flow ends by itself when nothing in it is live any more. */
export function ownEnd(segment: Segment): Pick<FlowHeader, "state" | "failure"> {
  const { ending } = segment.flow;
  if (ending !== undefined) return ending;
  const state = verdict(segment);
  const failure = state === "FAILED" ? flowFailure(segment) : undefined;
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
  const { family, offersTheRest } = segment;
  if (segment.heldCount > 0 || (offersTheRest ? family.children.size : family.activeCount) > 0) return false;
  if (offersTheRest && segment.count("READY") > 0) return false;
  return others === undefined || others.settled + others.resting === others.count;
}

/** A task of a skipped or failed branch is never PENDING, so whatever is PENDING can still start. */
function isLive(segment: Segment): boolean {
  return segment.count("PENDING") > 0 || isUnderWay(segment);
}

/** Whether something goes on that others may wait for. */
export function isUnderWay(segment: Segment): boolean {
  return (
    segment.count("READY") > 0 ||
    segment.count("RUNNING") > 0 ||
    segment.count("DELAYED") > 0 ||
    segment.count("PAUSED") > 0 ||
    (segment.flow.pause?.backlog.length ?? 0) > 0
  );
}

/** The first that matches: the flow was cancelled or timed out; a task was cancelled; a task failed; success. */
function verdict(segment: Segment): FlowState {
  const { cancellation, others } = segment.flow;
  const has = (state: TaskState) => segment.count(state) + (others?.counts[state] ?? 0) > 0;
  if (cancellation !== undefined) return cancellation.timeout ? "FAILED" : "CANCELLED";
  // Of items of a list their task tells.
  const cancelledItems = segment.control?.lists.cancelled ?? 0;
  if (has("CANCELLED") && segment.count("CANCELLED") + (others?.counts.CANCELLED ?? 0) > cancelledItems)
    return "CANCELLED";
  const failed = segment.control === undefined ? has("FAILED") : segment.control.unhandled > 0;
  return failed ? "FAILED" : "SUCCEEDED";
}

/** Of the flow's timeout, else of the task that failed first, with the task's name in the message. */
function flowFailure(segment: Segment): StoredFailure | undefined {
  const { cancellation, others } = segment.flow;
  if (cancellation?.timeout === true) {
    return { type: FLOW_TIMEOUT, message: cancellation.reason, retryable: false };
  }
  const own = firstFailure(segment);
  const other = others?.failure;
  return (own === undefined || (other !== undefined && other.time < own.time) ? other : own)?.failure;
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
  const { type, message, retryable } = first.entry.failure;
  return {
    failure: { type, message: `task ${segment.taskId(first.number)} failed: ${message}`, retryable },
    time: first.entry.endTime ?? 0,
  };
}

/** Of an item of a list its task tells. */
function isHandled({ control, definition }: Segment, number: number, entry: NodeEntry): boolean {
  if (entry.each !== undefined) return true;
  const compiled = definition.control?.nodes[control?.nodeOf(number) ?? number];
  return compiled !== undefined && !isUnhandled(compiled, entry);
}
