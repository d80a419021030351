/**
 * By which edges a task that has ended led on.
 */
import { firesOn, handlesFailure } from "../definition/edge-outcomes.js";
import type { CompiledEdge, NodeControl } from "../definition/flow-control.js";
import type { NodeEntry } from "./node-entry.js";
import { isTerminalTask, type TaskState } from "./states.js";

/** The edges by which an entry that has ended led on, in their order. */
export function firedEdges(control: NodeControl, entry: NodeEntry): readonly CompiledEdge[] {
  const firing = firingEdges(control, entry);
  if (entry.drawn === undefined) return firing;
  const drawn = new Set(edgesInOrder(control, entry).slice(0, entry.drawn));
  return firing.filter((edge) => drawn.has(edge));
}

/** Those that its end fires, whether they have been drawn or not. */
export function firingEdges({ edges }: NodeControl, entry: NodeEntry): readonly CompiledEdge[] {
  const { fired } = entry;
  if (fired !== undefined) return fired.flatMap((index) => edges[index] ?? []);
  const state = executedState(entry);
  return uptoEnd(edges.filter((edge) => firesOn(edge.on, state)));
}

/** How its execution ended, of what is undone since as well. */
function executedState({ state, reversal, failure }: NodeEntry): TaskState {
  if (reversal?.begun !== true) return state;
  return failure === undefined ? "SUCCEEDED" : "FAILED";
}

/** What ends the flow cuts off the rest. */
export function uptoEnd(edges: readonly CompiledEdge[]): readonly CompiledEdge[] {
  const end = edges.findIndex(({ target }) => target === "FAIL" || target === "SUCCEED");
  return end < 0 ? edges : edges.slice(0, end + 1);
}

/** All edges in the order in which they are drawn when the entry has ended: as they are numbered, unless that was decided. */
export function edgesInOrder(control: NodeControl, entry: NodeEntry): readonly CompiledEdge[] {
  if (entry.fired === undefined) return control.edges;
  const fired = firingEdges(control, entry);
  const firing = new Set(fired);
  return [...fired, ...control.edges.filter((edge) => !firing.has(edge))];
}

/** Whether it failed and no edge made that its business, nor a scope's controller. */
export function isUnhandled(control: NodeControl, entry: NodeEntry): boolean {
  const { state, reversal, evaluation } = entry;
  if (state !== "FAILED" || reversal !== undefined || evaluation !== undefined) return false;
  return !firedEdges(control, entry).some(({ on }) => handlesFailure(on));
}

/** Its execution is over: what follows from that has been drawn, or is now. Not while its scope's controller is asked. */
export function hasEnded({ state, reversal, evaluation }: NodeEntry): boolean {
  return (isTerminalTask(state) || reversal?.begun === true) && evaluation?.phase !== "FAILURE";
}
