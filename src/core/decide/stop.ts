/**
 * How a flow stops that a failed task stops.
 */
import type { Draft } from "./draft.js";
import { haltTasks } from "./revert-end.js";

/** A task failed and the failure mode is STOP: nothing new starts, what runs and what waits for delay_after goes on. */
export function stop(draft: Draft): void {
  if (draft.flow.stopping === true || !draft.mayWait) return;
  draft.putFlow({ stopping: true });
  haltTasks(draft);
}
