/**
 * The flows of a namespace from the oldest on, with no more of each than its retention is judged by.
 */
import type { Collection } from "mongodb";
import type { FlowState } from "../../core/state/states.js";
import type { FlowCursor, OldFlow } from "../segment-store.js";
import type { SegmentDocument } from "./segment-document.js";
import { type PairsDocument, pairsFromDocument } from "./value-documents.js";

interface OldRow {
  readonly flow_id: string;
  readonly flow: {
    readonly create_time: Date;
    readonly state: FlowState;
    readonly end_time?: Date;
    readonly labels?: PairsDocument;
  };
}

export async function readOldest(
  segments: Collection<SegmentDocument>,
  namespace: string,
  before: number,
  after: FlowCursor | undefined,
  limit: number,
): Promise<readonly OldFlow[]> {
  const rows = await oldestQuery(segments, namespace, before, after, limit).toArray();
  return rows.map(({ flow_id: flowId, flow: { create_time, state, end_time, labels = [] } }) => ({
    flowId,
    createTime: create_time.getTime(),
    state,
    labels: pairsFromDocument(labels),
    ...(end_time !== undefined && { endTime: end_time.getTime() }),
  }));
}

/** As it is sent; a test explains it: the list of flows from its other end. */
export function oldestQuery(
  segments: Collection<SegmentDocument>,
  namespace: string,
  before: number,
  after: FlowCursor | undefined,
  limit: number,
) {
  const since = after && new Date(after.createTime);
  const created = { $lt: new Date(before), ...(since !== undefined && { $gte: since }) };
  const place = after && { $or: [{ "flow.create_time": { $gt: since } }, { flow_id: { $lt: after.flowId } }] };
  return segments
    .find({ $and: [{ namespace, segment: 0, "flow.create_time": created }, place ?? {}] })
    .sort({ "flow.create_time": 1, flow_id: -1 })
    .limit(limit)
    .project<OldRow>({
      flow_id: 1,
      "flow.create_time": 1,
      "flow.state": 1,
      "flow.end_time": 1,
      "flow.labels": 1,
    });
}
