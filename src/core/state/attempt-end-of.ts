/**
 * How the latest attempt of a task ended, read off its entry.
 */
import { DECIDED, LEASE_LOST, type StoredFailure, TIMEOUT } from "./failure.js";
import type { AttemptEnd, NodeEntry } from "./node-entry.js";

/** Undefined where it has not ended. */
export function attemptEndOf(entry: NodeEntry): AttemptEnd | undefined {
  switch (entry.state) {
    case "SUCCEEDED":
    case "CANCELLED":
      return entry.state;
    case "REVERTED":
      return "SUCCEEDED";
    case "REVERT_FAILED":
      return failureEnd(entry, entry.reversal?.failure);
    case "FAILED":
      return failureEnd(entry, entry.failure);
    default:
      return entry.claim?.lost === true ? "LEASE_LOST" : undefined;
  }
}

/** Of one that has failed. What nobody brought has timed out, but for what the items of a list, or a decision, have failed. */
export function failureEnd({ outcomeDigest, list }: NodeEntry, failure: StoredFailure | undefined): AttemptEnd {
  if (outcomeDigest !== undefined || failure?.type === DECIDED) return "FAILED";
  if (failure?.type === LEASE_LOST) return "LEASE_LOST";
  return list === undefined || failure?.type === TIMEOUT ? "TIMEOUT" : "FAILED";
}
