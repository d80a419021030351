/**
 * How tasks end without an outcome: they are skipped or cancelled.
 */
import { CANCELLED } from "../state/failure.js";
import type { SkipReason } from "../state/skip-reason.js";
import type { Draft } from "./draft.js";
import { type EntryDraft, untouchedEntry, withinAttempt } from "./entry-draft.js";

/** The task will not run. */
export function skipTask(draft: Draft, number: number, skipReason: SkipReason): void {
  const closed = closedEntry(draft, number);
  closed.state = "SKIPPED";
  closed.skipReason = skipReason;
  draft.put(number, closed);
}

/** The task ends because its flow is cancelled. Its claim stays in the entry, so that later answers are understood. */
export function cancelTask(draft: Draft, number: number): void {
  const pending = draft.entry(number)?.pending;
  const closed = closedEntry(draft, number);
  closed.state = "CANCELLED";
  // Its outcome did not count yet; that of a holder who cancelled it does now.
  if (pending?.kind === "cancelled") noteWhy(closed, pending.message);
  else if (closed.outcomeDigest !== undefined && closed.each === undefined) closed.cutOff = true;
  draft.put(number, closed);
}

/** What its holder said when it cancelled the task. */
export function noteWhy(entry: EntryDraft, message: string): void {
  if (message !== "") entry.failure = { type: CANCELLED, message, retryable: false };
}

function closedEntry(draft: Draft, number: number): EntryDraft {
  const entry = draft.entry(number);
  const closed = entry === undefined ? untouchedEntry() : withinAttempt(entry);
  closed.endTime = draft.now;
  return closed;
}
