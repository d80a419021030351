/**
 * Which states are ends.
 */
import type { FlowState } from "./values.js";

const ENDED: ReadonlySet<FlowState> = new Set<FlowState>(["SUCCEEDED", "FAILED", "CANCELLED", "REVERTED"]);

/** Whether nothing starts any more in a flow in this state. */
export function isEnded(state: FlowState): boolean {
  return ENDED.has(state);
}
