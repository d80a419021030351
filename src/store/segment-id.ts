/**
 * The ids of segments. They begin with a hash of namespace and flow, so that a sharded database keeps a flow's
 * documents together and spreads flows.
 */
import { hash } from "node:crypto";
import { rootFlowId } from "../core/state/nesting.js";
import type { SegmentAddress } from "../core/state/segment.js";

/**
 * The id of a flow's header segment: every run of a flow id has the same, so that there is only one at a time. All flows
 * of a tree have the hash of the one at the top.
 */
export function headerSegmentId(namespace: string, flowId: string): string {
  // Made for every call: in one go it takes a third of what a hash that is fed takes.
  const spread = hash("sha256", `${namespace}/${rootFlowId(flowId)}`, "hex").slice(0, 8);
  return `${spread}:${namespace}/${flowId}`;
}

/** Where the ids of a run's segments beyond the header begin. */
export function partIdPrefix({ namespace, flowId, incarnation }: Omit<SegmentAddress, "segment">): string {
  return `${headerSegmentId(namespace, flowId)}/${incarnation}/`;
}

/** Between which ids those of all flows within the flow at the top of a tree lie. */
export function treeIdRange(namespace: string, rootFlowId: string): readonly [from: string, to: string] {
  const header = headerSegmentId(namespace, rootFlowId);
  // DEL is the character after "~".
  return [`${header}~`, `${header}\u007f`];
}

/** The flow of a segment: its id is "<hash>:<namespace>/<flow id>…", and neither name holds a "/". */
export function flowOfSegment(id: string): { readonly namespace: string; readonly flowId: string } {
  const [namespace = "", flowId = ""] = id.slice(id.indexOf(":") + 1).split("/");
  return { namespace, flowId };
}

/** Whether it is the id of a segment beyond the header. */
export function isPartId(id: string): boolean {
  return id.split("/").length > 2;
}

/** The id of any segment: those beyond the header carry the incarnation. */
export function segmentId(address: SegmentAddress): string {
  if (address.segment === 0) return headerSegmentId(address.namespace, address.flowId);
  return `${partIdPrefix(address)}${address.segment}`;
}
