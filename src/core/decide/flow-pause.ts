/**
 * How a flow is paused by an edge, or by the plan for a task.
 */
import { rests } from "./conclusion.js";
import type { Draft } from "./draft.js";

/** What was fired before is still offered, unless a caller has suspended the flow; what fires from now on waits. */
export function pauseByEdge(draft: Draft, message: string): void {
  const silent = draft.flow.state === "RUNNING" ? {} : { silent: true as const };
  const pause = { message, backlog: [], ...silent };
  draft.putFlow(draft.flow.state === "RUNNING" ? { state: "SUSPENDING", pause } : { pause });
  if (draft.flow.state === "SUSPENDING" && rests(draft.segment)) draft.putFlow({ state: "SUSPENDED" });
}

/** The consequences of an entry's end, from this place among its edges on, wait until the flow is resumed. */
export function waitForResume(draft: Draft, number: number, place: number): void {
  const { pause } = draft.flow;
  if (pause !== undefined) draft.putFlow({ pause: { ...pause, backlog: [...pause.backlog, [number, place]] } });
}

/** The task's turn comes when the flow is resumed. */
export function pauseForTask(draft: Draft, number: number, message: string): void {
  if (draft.flow.pause === undefined) pauseByEdge(draft, message);
  waitForResume(draft, number, 0);
}
