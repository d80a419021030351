/**
 * What follows from state for flows within flows: which attempts go on as one, and what is wanted of it.
 */
import { LIMITS } from "../limits.js";
import type { Cancellation, FlowHeader } from "./flow-header.js";
import type { NodeEntry } from "./node-entry.js";
import { isEndedFlow } from "./states.js";

/** How many flows it is within. */
export function depthOf({ parent }: FlowHeader): number {
  return parent?.depth ?? 0;
}

/** Whether the latest attempt of the task is a flow that is still waited for. */
export function isOpenChild(entry: NodeEntry | undefined): boolean {
  return entry?.child !== undefined && entry.child.over === undefined;
}

/** What a parent wants of the flow that one of its attempts is. */
export type Standing =
  | { readonly kind: "runs" }
  | { readonly kind: "rests" }
  | { readonly kind: "cancelled"; readonly reason: string; readonly deadline: number };

/** An edge has paused the flow: what was fired before is still offered. So it is where an edge has ended the flow. */
export function offersTheRest({ state, pause }: FlowHeader): boolean {
  return state === "SUSPENDING" && pause !== undefined && pause.silent === undefined;
}

/** What the flow as a whole wants of all that its tasks go on as. An ended flow lets them finish. */
export function standingOf(flow: FlowHeader): Standing {
  const { state, cancellation } = flow;
  if (isEndedFlow(state)) return { kind: "runs" };
  if (cancellation !== undefined) return { kind: "cancelled", ...cancelled(cancellation) };
  // What an edge's pause still offers goes on until it is done.
  const rests = (state === "SUSPENDING" || state === "SUSPENDED") && !offersTheRest(flow);
  return { kind: rests ? "rests" : "runs" };
}

function cancelled({ reason, deadline }: Cancellation) {
  return { reason: reason.slice(0, LIMITS.reasonBytes), deadline };
}

export function isSameStanding(a: Standing, b: Standing): boolean {
  if (a.kind !== "cancelled" || b.kind !== "cancelled") return a.kind === b.kind;
  return a.deadline === b.deadline && a.reason === b.reason;
}
