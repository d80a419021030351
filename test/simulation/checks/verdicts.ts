/**
 * What a flow ends as whose own time is over: it is cancelled, and FAILED.
 */
import type { FlowHeader } from "../../../src/core/state/flow-header.js";

/** `byTasks`: what its tasks, and that it is cancelled, come to. */
export function verdictOver({ cancellation }: FlowHeader, byTasks: string): string {
  return byTasks === "CANCELLED" && cancellation?.timeout === true ? "FAILED" : byTasks;
}
