/**
 * What becomes of a task that waits and is to be undone.
 */
import { LEASE_LOST, type StoredFailure } from "../state/failure.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { Draft } from "./draft.js";
import type { EntryDraft } from "./entry-draft.js";

/**
 * It does not begin, or not once more. Of what had been begun before, nobody knows how far it had come: it counts as
 * failed, so that it is undone.
 */
export function withhold(draft: Draft, number: number, entry: EntryDraft): void {
  entry.reversal = { intent: "REVERT" };
  delete entry.readyTime;
  if (entry.tries === 0 && entry.losses === 0) {
    entry.state = "PENDING";
    draft.put(number, entry);
    return;
  }
  entry.state = "FAILED";
  entry.endTime = draft.now;
  entry.failure = lastFailure(entry);
  draft.put(number, entry);
}

function lastFailure({ history }: NodeEntry): StoredFailure {
  const known = history?.findLast(({ failure }) => failure !== undefined)?.failure;
  return known ?? { type: LEASE_LOST, message: "its lease was lost before it was to be undone", retryable: false };
}
