/**
 * Flows within flows, as state keeps them: an attempt that goes on as a flow of its own, and what such a flow knows of
 * the attempt that it is.
 */
import { createHash } from "node:crypto";
import type { StoredPayload } from "./payload.js";

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
  /** It had ended, and went on by the order of this number: an end that it came to before counts no more. */
  readonly reopened?: number;
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

/** A segment of a run, whatever its namespace. */
export interface ParentAddress {
  readonly flowId: string;
  readonly incarnation: string;
  readonly segment: number;
}

const ID_BYTES = 8;

/** The id of the flow that this attempt is: that of the flow at the top, and a number that nothing else leads to. */
export function childFlowId(parent: ParentAddress, number: number, attempt: number): string {
  const { flowId, incarnation, segment } = parent;
  const hash = createHash("sha256").update([flowId, incarnation, segment, number, attempt].join("\0")).digest();
  return `${rootFlowId(flowId)}~${BigInt(`0x${hash.subarray(0, ID_BYTES).toString("hex")}`)}`;
}

/** The id of the flow at the top of the tree. */
export function rootFlowId(flowId: string): string {
  const mark = flowId.indexOf("~");
  return mark < 0 ? flowId : flowId.slice(0, mark);
}
