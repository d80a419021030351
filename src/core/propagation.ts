/**
 * What follows from tasks that ended: successors become ready, or can never run. A loop, never recursion; it costs the
 * successors of the nodes that ended.
 */
import { skipTask, UNTOUCHED } from "./attempt-end.js";
import type { Cause, Draft, EntryFields } from "./draft.js";

/** Draws the consequences of every node in `draft.ended`, and of those that end by it. */
export function propagate(draft: Draft): void {
  const { ended, segment } = draft;
  // Nodes that end by it are appended meanwhile, and their turn comes.
  for (const next of ended) {
    const state = segment.stateOf(next.node);
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
  const reached: EntryFields = { ...UNTOUCHED, reachedTime: now };
  if (delayMs > 0) {
    draft.put(number, { ...reached, state: "DELAYED", wakeTime: now + delayMs });
    return;
  }
  const fields = cause === undefined ? reached : { ...reached, readyBy: cause };
  if (isNoop) passNoop(draft, number, fields, cause);
  else draft.put(number, { ...fields, state: "READY", readyTime: now });
}

/** A no-op is done. */
export function passNoop(draft: Draft, number: number, fields: EntryFields, cause: Cause | undefined): void {
  const { now } = draft;
  const { wakeTime, ...rest } = fields;
  draft.put(number, { ...rest, state: "SUCCEEDED", readyTime: now, startTime: now, endTime: now }, cause);
}

/** A task failed and the failure mode is STOP: nothing new starts, what runs and what waits for delay_after goes on. */
function stop(draft: Draft): void {
  const { segment } = draft;
  if (draft.flow.stopping === true || !draft.mayWait) return;
  draft.putFlow({ stopping: true });
  for (const { number } of segment.definition.nodes) {
    const state = segment.stateOf(number);
    const isWaiting = state === "PENDING" || state === "READY" || state === "DELAYED";
    if (isWaiting && segment.entry(number)?.pending === undefined) skipTask(draft, number, "STOPPED");
  }
}
