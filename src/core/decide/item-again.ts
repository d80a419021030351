/**
 * An item of a list that is done once more.
 */
import type { RetryPolicy } from "../definition/definition.js";
import { attemptEndOf } from "../state/attempt-end-of.js";
import type { Which } from "../state/item-blocks.js";
import type { Standing } from "../state/long-list.js";
import type { NodeEntry } from "../state/node-entry.js";
import { attemptRecord, withRecord } from "./attempt-history.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, type EntryDraft } from "./entry-draft.js";
import { isFinal } from "./retry-policy.js";

/** Whether it is one of those that are taken up, by how it has ended. */
export function isTakenUp(entry: NodeEntry, which: Which, retry: RetryPolicy | undefined): boolean {
  if (which === "ALL") return true;
  if (entry.state === "SUCCEEDED") return false;
  return which === "LEFT" || entry.failure === undefined || !isFinal(retry, entry.failure);
}

/** An item of a long list that is away, which may wait to be taken up, or be closed meanwhile. */
export function asItStands(
  entry: NodeEntry,
  standing: Standing | undefined,
  retry: RetryPolicy | undefined,
): NodeEntry {
  if (standing === undefined || !isTakenUp(entry, standing.which, retry)) return entry;
  const { closed, version } = standing;
  const again = itemAgain({ now: entry.endTime ?? 0 }, entry, false);
  again.version = version;
  if (closed === undefined) return again;
  again.state = closed.state;
  again.endTime = closed.time;
  if (closed.reason !== undefined) again.skipReason = closed.reason;
  return again;
}

/** It has ended, and waits for its turn once more; `anew`: its tries are counted anew. */
export function itemAgain(draft: Pick<Draft, "now">, entry: NodeEntry, anew: boolean): EntryDraft {
  const again = betweenAttempts(entry, historyOf(draft, entry));
  again.state = "PENDING";
  if (!anew) return again;
  again.tries = 0;
  again.losses = 0;
  return again;
}

/** With its latest attempt, which is over. */
export function historyOf({ now }: Pick<Draft, "now">, entry: NodeEntry): NodeEntry["history"] {
  const end = attemptEndOf(entry) ?? (entry.claim === undefined ? undefined : "CANCELLED");
  // Nobody had it.
  if (entry.attempt === 0) return entry.history;
  if (end === undefined || entry.history?.some(({ attempt }) => attempt === entry.attempt) === true)
    return entry.history;
  return withRecord(entry.history, attemptRecord(entry, end, entry.tries, entry.endTime ?? now, entry.failure));
}
