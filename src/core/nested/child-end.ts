/**
 * What the end of a flow is to the attempt that it was: its raw outcome, which then counts as any other.
 */
import { FLOW_FAILED } from "../state/failure.js";
import type { FlowHeader } from "../state/flow-header.js";
import type { Outcome } from "../state/outcome.js";
import { outcomeDigest } from "../state/outcome-digest.js";
import type { Payload } from "../state/payload.js";

/** What is longer is cut: the flow itself has it whole. */
const MESSAGE_CHARACTERS = 512;

const EMPTY: Payload = { data: new Uint8Array(), contentType: "", metadata: {} };

/**
 * Of an ended flow, with its output if it has one. A failure keeps its type, so that retry policies tell them apart, and
 * may always be tried again: whether it should be is for the policy of the task that the flow was.
 */
export function outcomeOfFlow(flowId: string, flow: FlowHeader, output: Payload = EMPTY): Outcome {
  if (flow.state === "SUCCEEDED") {
    const { data, contentType, metadata } = output;
    const stored = { data, contentType, size: data.length };
    const hasMetadata = Object.keys(metadata).length > 0;
    const result = hasMetadata ? { ...stored, metadata } : stored;
    return { kind: "result", result, digest: outcomeDigest({ kind: "result", result: output }) };
  }
  if (flow.state === "CANCELLED") return cancelledOutcome(`flow ${flowId} was cancelled`);
  const { type = FLOW_FAILED, message = `it is ${flow.state}` } = flow.failure ?? {};
  return engineFailure(type, `flow ${flowId}: ${message}`, true);
}

export function cancelledOutcome(message: string): Outcome {
  return { kind: "cancelled", message, digest: outcomeDigest({ kind: "cancelled", message }) };
}

/** A failure that no executor brought. */
export function engineFailure(type: string, text: string, retryable: boolean): Outcome {
  const message = text.slice(0, MESSAGE_CHARACTERS);
  const failure = { type, message, retryable };
  return { kind: "failure", failure, digest: outcomeDigest({ kind: "failure", failure: { ...failure, causes: [] } }) };
}
