/**
 * The flow whose tasks alone a session takes.
 */
import { headerSegmentId } from "../../store/segment-id.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { Machinery } from "../machinery.js";

/** Throws FLOW_NOT_FOUND where one is wanted and is not there. */
export async function checkWantedFlow(
  { store }: Machinery,
  { namespace, flowId = "" }: { readonly namespace: string; readonly flowId?: string },
): Promise<void> {
  if (flowId === "") return;
  const id = headerSegmentId(namespace, flowId);
  const [found] = await store.segments.versions([id]);
  if (found === undefined) throw flowNotFound(id);
}
