/**
 * How a flow's state follows from its tasks: the verdict when nothing is live any more, and the end of SUSPENDING.
 */

import { FLOW_TIMEOUT, type StoredFailure } from "../state/failure.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { Segment } from "../state/segment.js";
import { type FlowState, isEndedFlow } from "../state/states.js";
import type { Draft } from "./draft.js";

/** Ends the flow where nothing in it is live, or ends its SUSPENDING where nothing is claimed. */
export function conclude(draft: Draft): void {
  const { segment, flow } = draft;
  if (isEndedFlow(flow.state)) return;
  if (isLive(segment)) {
    if (flow.state === "SUSPENDING" && segment.heldCount === 0) draft.putFlow({ state: "SUSPENDED" });
    return;
  }
  const state = verdict(segment);
  const failure = state === "FAILED" ? flowFailure(segment) : undefined;
  draft.putFlow({ state, endTime: draft.now, ...(failure !== undefined && { failure }) });
}

/** A task of a skipped or failed branch is never PENDING, so whatever is PENDING can still start. */
function isLive(segment: Segment): boolean {
  return (
    segment.count("PENDING") > 0 ||
    segment.count("READY") > 0 ||
    segment.count("RUNNING") > 0 ||
    segment.count("DELAYED") > 0 ||
    segment.count("PAUSED") > 0
  );
}

/** The first that matches: the flow was cancelled or timed out; a task was cancelled; a task failed; success. */
function verdict(segment: Segment): FlowState {
  const { cancellation } = segment.flow;
  if (cancellation !== undefined) return cancellation.timeout ? "FAILED" : "CANCELLED";
  if (segment.count("CANCELLED") > 0) return "CANCELLED";
  return segment.count("FAILED") > 0 ? "FAILED" : "SUCCEEDED";
}

/** Of the flow's timeout, else of the task that failed first, with the task's name in the message. */
function flowFailure(segment: Segment): StoredFailure | undefined {
  const { cancellation } = segment.flow;
  if (cancellation?.timeout === true) {
    return { type: FLOW_TIMEOUT, message: cancellation.reason, retryable: false };
  }
  let first: { readonly number: number; readonly entry: NodeEntry } | undefined;
  for (const { number } of segment.definition.nodes) {
    const entry = segment.entry(number);
    if (entry?.state !== "FAILED") continue;
    // A failed task changes no more: its version tells which commit it failed in.
    if (first === undefined || entry.version < first.entry.version) first = { number, entry };
  }
  if (first?.entry.failure === undefined) return undefined;
  const { type, message, retryable } = first.entry.failure;
  return { type, message: `task ${segment.node(first.number).task.name} failed: ${message}`, retryable };
}
