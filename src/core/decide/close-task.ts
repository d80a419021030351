/**
 * How tasks end without an outcome: they are skipped or cancelled.
 */
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
  const closed = closedEntry(draft, number);
  closed.state = "CANCELLED";
  draft.put(number, closed);
}

function closedEntry(draft: Draft, number: number): EntryDraft {
  const entry = draft.entry(number);
  const closed = entry === undefined ? untouchedEntry() : withinAttempt(entry);
  closed.endTime = draft.now;
  return closed;
}
