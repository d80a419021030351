/**
 * The moment in which a task's turn comes.
 */
import type { Cause, Origin } from "../state/node-entry.js";
import type { Draft } from "./draft.js";
import { type EntryDraft, untouchedEntry } from "./entry-draft.js";

/** The dependencies of the node hold: it is ready, or waits for its delay; a no-op is done. */
export function reach(draft: Draft, number: number, cause: Cause | undefined, origin?: Origin): void {
  const { now } = draft;
  const { task } = draft.node(origin?.node ?? number);
  const isNoop = task.type === undefined;
  const delayMs = isNoop ? task.delayMs + task.delayAfterMs : task.delayMs;
  const entry = untouchedEntry();
  if (origin !== undefined) entry.origin = origin;
  entry.reachedTime = now;
  if (delayMs > 0) {
    entry.state = "DELAYED";
    entry.wakeTime = now + delayMs;
    draft.put(number, entry);
    return;
  }
  if (cause !== undefined) entry.readyBy = cause;
  entry.readyTime = now;
  if (isNoop) {
    passNoop(draft, number, entry, cause);
    return;
  }
  entry.state = "READY";
  draft.put(number, entry);
}

/** A no-op is done. */
export function passNoop(draft: Draft, number: number, entry: EntryDraft, cause: Cause | undefined): void {
  entry.state = "SUCCEEDED";
  entry.readyTime = draft.now;
  entry.startTime = draft.now;
  entry.endTime = draft.now;
  draft.put(number, entry, cause);
}
