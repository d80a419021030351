// The states of flows as the page shows them.
import { FlowState } from "#gen/lazyengine/v1/states_pb.js";
import type { StateLook, Tone } from "./task-states.js";

const look = (word: string, sign: string, tone: Tone, ended = false): StateLook => ({ word, sign, tone, ended });

/** In the order in which filters offer them. */
export const FLOW_LOOKS: ReadonlyMap<FlowState, StateLook> = new Map([
  [FlowState.RUNNING, look("running", "▶", "active")],
  [FlowState.PENDING, look("pending", "○", "idle")],
  [FlowState.SUSPENDING, look("suspending", "‖", "waiting")],
  [FlowState.SUSPENDED, look("suspended", "‖", "waiting")],
  [FlowState.CANCELLING, look("cancelling", "⊘", "dropped")],
  [FlowState.REVERTING, look("reverting", "◀", "undone")],
  [FlowState.SUCCEEDED, look("succeeded", "✓", "good", true)],
  [FlowState.FAILED, look("failed", "✕", "bad", true)],
  [FlowState.CANCELLED, look("cancelled", "⊘", "dropped", true)],
  [FlowState.REVERTED, look("reverted", "↶", "undone", true)],
]);

/** All states that a flow can be in, in the order of their looks. */
export const FLOW_STATES: readonly FlowState[] = [...FLOW_LOOKS.keys()];

const UNKNOWN = look("unknown", "?", "idle");

/** How a state looks; of a later version's as unknown. */
export function flowLook(state: FlowState): StateLook {
  return FLOW_LOOKS.get(state) ?? UNKNOWN;
}
