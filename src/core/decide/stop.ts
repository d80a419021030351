/**
 * How a flow stops that a failed task stops.
 */
import { skipTask } from "./attempt-end.js";
import type { Draft } from "./draft.js";

/** A task failed and the failure mode is STOP: nothing new starts, what runs and what waits for delay_after goes on. */
export function stop(draft: Draft): void {
  const { segment } = draft;
  if (draft.flow.stopping === true || !draft.mayWait) return;
  draft.putFlow({ stopping: true });
  for (const number of segment.numbers()) {
    const state = segment.stateOf(number);
    const isWaiting = state === "PENDING" || state === "READY" || state === "DELAYED";
    if (isWaiting && segment.entry(number)?.pending === undefined) skipTask(draft, number, "STOPPED");
  }
}
