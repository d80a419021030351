/**
 * The ids of segments. They begin with a hash of namespace and flow, so that a sharded database keeps a flow's
 * documents together and spreads flows.
 */
import { createHash } from "node:crypto";
import type { SegmentAddress } from "../core/state/segment.js";

/** The id of a flow's header segment: every run of a flow id has the same, so that there is only one at a time. */
export function headerSegmentId(namespace: string, flowId: string): string {
  const hash = createHash("sha256").update(`${namespace}/${flowId}`).digest("hex").slice(0, 8);
  return `${hash}:${namespace}/${flowId}`;
}

/** The id of any segment: those beyond the header carry the incarnation. */
export function segmentId(address: SegmentAddress): string {
  const header = headerSegmentId(address.namespace, address.flowId);
  return address.segment === 0 ? header : `${header}/${address.incarnation}/${address.segment}`;
}
