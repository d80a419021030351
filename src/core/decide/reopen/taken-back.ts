/**
 * What is left of a task's entry when what happened to it is taken back: the fence and the history, and what is known of it.
 */
import { failureEnd } from "../../state/attempt-end-of.js";
import type { AttemptEnd, AttemptRecord, NodeEntry } from "../../state/node-entry.js";
import { attemptRecord, withRecord } from "../attempt-history.js";
import { betweenAttempts, type EntryDraft, untouchedEntry, withinAttempt } from "../entry-draft.js";

/** It is to run again as it was to: what was decided for the instance stands, and its tries are counted anew. */
export function takenBack(entry: NodeEntry, now: number): EntryDraft {
  const kept = over(entry, now);
  kept.state = "PENDING";
  kept.tries = 0;
  kept.losses = 0;
  return kept;
}

/** As before its latest attempt had ended, which is not over. */
export function untold(entry: NodeEntry): EntryDraft {
  const { child, outcomeDigest, ...kept } = withinAttempt(entry);
  return { ...kept, state: "PENDING", tries: 0, losses: 0 };
}

/** As if nothing had happened to it. */
export function forgotten(entry: NodeEntry, now: number): EntryDraft {
  const { attempt, history, fence, metadata } = over(entry, now);
  return {
    ...untouchedEntry(),
    attempt,
    ...(history !== undefined && { history }),
    ...(fence !== undefined && { fence }),
    ...(metadata !== undefined && { metadata }),
  };
}

/** The attempt under way is over, or is one of the past. */
export function over(entry: NodeEntry, now: number): EntryDraft {
  const record = lastRecord(entry, now);
  return betweenAttempts(entry, record === undefined ? entry.history : withRecord(entry.history, record));
}

function lastRecord(entry: NodeEntry, now: number): AttemptRecord | undefined {
  const end = endOf(entry);
  if (end === undefined || entry.attempt === 0) return undefined;
  const { tries, endTime = now, failure, reversal } = entry;
  return attemptRecord(entry, end, tries, endTime, reversal?.begun === true ? reversal.failure : failure);
}

/** Undefined where its last attempt is in the history already, or there was none. */
function endOf(entry: NodeEntry): AttemptEnd | undefined {
  const { state, claim, startTime, reversal } = entry;
  if (startTime === undefined && (claim === undefined || claim.lost === true)) return undefined;
  if (state === "SUCCEEDED" || state === "REVERTED") return "SUCCEEDED";
  if (state !== "FAILED" && state !== "REVERT_FAILED") return "CANCELLED";
  return failureEnd(entry, state === "FAILED" ? entry.failure : reversal?.failure);
}
