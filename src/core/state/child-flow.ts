/**
 * Flows within flows, as state keeps them: an attempt that goes on as a flow of its own, and what such a flow knows of
 * the attempt that it is.
 */
import { createHash } from "node:crypto";
import { LIMITS } from "../limits.js";
import type { Cancellation, FlowHeader } from "./flow-header.js";
import type { NodeEntry } from "./node-entry.js";
import type { StoredPayload } from "./payload.js";
import type { SegmentAddress } from "./segment-state.js";
import { isEndedFlow } from "./states.js";

/** The flow that an executor answered with. */
export interface Spawned {
  readonly definitionDigest: string;
  readonly input?: StoredPayload;
  readonly labels: Readonly<Record<string, string>>;
  /** Of all that was asked for: a repeat has the same. */
  readonly digest: string;
  readonly requestId?: string;
}

/** Kept in the entry of a task whose latest attempt is a flow. */
export interface ChildFlow {
  /** Absent where the task's definition says which. */
  readonly spawned?: Spawned;
  /** The attempt has ended: the flow is not waited for any more. */
  readonly over?: true;
  /** It rests, suspended, by the order of this number or by itself after it. */
  readonly rests?: number;
}

/** Kept in the header of a flow that is the attempt of a task. */
export interface ParentLink {
  readonly flowId: string;
  readonly incarnation: string;
  readonly segment: number;
  /** Of the task's entry. */
  readonly number: number;
  readonly attempt: number;
  readonly taskId: string;
  /** The start of the flow at the top: the age by which tasks rank. */
  readonly rootTime: number;
  /** How many flows it is within. */
  readonly depth: number;
  /** The number of the latest order of the parent that it follows; absent = it has heard none and must not begin. */
  readonly order?: number;
}

const ID_BYTES = 8;

/** The id of the flow that this attempt is: that of the flow at the top, and a number that nothing else leads to. */
export function childFlowId(parent: Omit<SegmentAddress, "namespace">, number: number, attempt: number): string {
  const { flowId, incarnation, segment } = parent;
  const hash = createHash("sha256").update([flowId, incarnation, segment, number, attempt].join("\0")).digest();
  return `${rootFlowId(flowId)}~${BigInt(`0x${hash.subarray(0, ID_BYTES).toString("hex")}`)}`;
}

/** The id of the flow at the top of the tree. */
export function rootFlowId(flowId: string): string {
  const mark = flowId.indexOf("~");
  return mark < 0 ? flowId : flowId.slice(0, mark);
}

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

/** What the flow as a whole wants of all that its tasks go on as. An ended flow lets them finish. */
export function standingOf({ state, pause, cancellation }: FlowHeader): Standing {
  if (isEndedFlow(state)) return { kind: "runs" };
  if (cancellation !== undefined) return { kind: "cancelled", ...cancelled(cancellation) };
  // What an edge's pause still offers goes on until it is done.
  const offersTheRest = state === "SUSPENDING" && pause !== undefined && pause.silent === undefined;
  const rests = (state === "SUSPENDING" || state === "SUSPENDED") && !offersTheRest;
  return { kind: rests ? "rests" : "runs" };
}

function cancelled({ reason, deadline }: Cancellation) {
  return { reason: reason.slice(0, LIMITS.reasonBytes), deadline };
}

export function isSameStanding(a: Standing, b: Standing): boolean {
  if (a.kind !== "cancelled" || b.kind !== "cancelled") return a.kind === b.kind;
  return a.deadline === b.deadline && a.reason === b.reason;
}
