/**
 * The reads of the garbage collection, each by its index: what may have lost the header that it belongs to.
 */
import type { Collection } from "mongodb";
import type { NestedRun, PartedRun } from "../segment-store.js";
import type { SegmentDocument } from "./segment-document.js";

type Segments = Collection<SegmentDocument>;

/** The runs of large flows of some age, by their segment 1. */
export async function readPartedRuns(
  segments: Segments,
  ageMs: number,
  after: string | undefined,
  limit: number,
): Promise<readonly PartedRun[]> {
  const rows = await segments
    .find({
      segment: 1,
      ...(after !== undefined && { _id: { $gt: after } }),
      $expr: { $lte: ["$flow.create_time", { $subtract: ["$$NOW", ageMs] }] },
    })
    .sort({ _id: 1 })
    .limit(limit)
    .project<Pick<SegmentDocument, "_id" | "namespace" | "flow_id" | "incarnation">>({
      namespace: 1,
      flow_id: 1,
      incarnation: 1,
    })
    .toArray();
  return rows.map(({ _id: id, namespace, flow_id: flowId, incarnation }) => ({ id, namespace, flowId, incarnation }));
}

/** The flows that are within so many others, with the run that each is within. */
export async function readNestedRuns(
  segments: Segments,
  depth: number,
  after: string | undefined,
  limit: number,
): Promise<readonly NestedRun[]> {
  const rows = await segments
    .find({ segment: 0, "flow.parent.depth": depth, ...(after !== undefined && { _id: { $gt: after } }) })
    .sort({ _id: 1 })
    .limit(limit)
    .project<{ _id: string; namespace: string; flow: { parent: { flow_id: string; incarnation: string } } }>({
      namespace: 1,
      "flow.parent.flow_id": 1,
      "flow.parent.incarnation": 1,
    })
    .toArray();
  return rows.map(({ _id: id, namespace, flow: { parent } }) => {
    return { id, within: { namespace, flowId: parent.flow_id, incarnation: parent.incarnation } };
  });
}
