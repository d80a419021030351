/**
 * What follows from tasks that ended: successors become ready, or can never run. A loop, never recursion; it costs the
 * successors of the nodes that ended.
 */

import type { Cause } from "../state/node-entry.js";
import { skipTask } from "./attempt-end.js";
import type { Draft } from "./draft.js";
import { type EntryDraft, untouchedEntry } from "./entry-draft.js";

/** Draws the consequences of every node in `draft.ended`, and of those that end by it. */
export function propagate(draft: Draft): void {
  const { ended, segment } = draft;
  // Nodes that end by it are appended meanwhile, and their turn comes.
  for (const next of ended) {
    const state = segment.stateOf(next.node);
    if (next.cause !== undefined) draft.causes.set(next.node, next.cause);
    if (state === "FAILED" && segment.definition.flow.failureMode === "STOP") stop(draft);
    const { successors } = draft.node(next.node);
    for (const successor of successors) {
      if (segment.stateOf(successor) !== "PENDING") continue;
      if (state !== "SUCCEEDED") skipTask(draft, successor, "UPSTREAM");
      else if (segment.unmet(successor) === 0) reach(draft, successor, next.cause);
    }
  }
  ended.length = 0;
}

/** The dependencies of the node hold: it is ready, or waits for its delay; a no-op is done. */
export function reach(draft: Draft, number: number, cause: Cause | undefined): void {
  const { now } = draft;
  const { task } = draft.node(number);
  const isNoop = task.type === undefined;
  const delayMs = isNoop ? task.delayMs + task.delayAfterMs : task.delayMs;
  const entry = untouchedEntry();
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

/** A task failed and the failure mode is STOP: nothing new starts, what runs and what waits for delay_after goes on. */
export function stop(draft: Draft): void {
  const { segment } = draft;
  if (draft.flow.stopping === true || !draft.mayWait) return;
  draft.putFlow({ stopping: true });
  for (const { number } of segment.definition.nodes) {
    const state = segment.stateOf(number);
    const isWaiting = state === "PENDING" || state === "READY" || state === "DELAYED";
    if (isWaiting && segment.entry(number)?.pending === undefined) skipTask(draft, number, "STOPPED");
  }
}
