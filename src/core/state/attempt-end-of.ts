/**
 * How the latest attempt of a task ended, read off its entry.
 */
import { LEASE_LOST, TIMEOUT } from "./failure.js";
import type { AttemptEnd, NodeEntry } from "./node-entry.js";

/** Undefined where it has not ended. */
export function attemptEndOf({ state, outcomeDigest, failure, list, claim }: NodeEntry): AttemptEnd | undefined {
  switch (state) {
    case "SUCCEEDED":
    case "CANCELLED":
      return state;
    case "FAILED":
      if (outcomeDigest !== undefined) return "FAILED";
      if (failure?.type === LEASE_LOST) return "LEASE_LOST";
      return list === undefined || failure?.type === TIMEOUT ? "TIMEOUT" : "FAILED";
    default:
      return claim?.lost === true ? "LEASE_LOST" : undefined;
  }
}
