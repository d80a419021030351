/**
 * The flows of a namespace from the oldest on, with no more of each than its retention is judged by.
 */
import type { SegmentRecord } from "../segment-record.js";
import type { FlowCursor, OldFlow } from "../segment-store.js";
import { compareFlows, isAfter, matchesFilter } from "./flow-order.js";

/** The order of lists from its other end; those behind the place. */
export function oldestFlows(
  records: readonly SegmentRecord[],
  namespace: string,
  before: number,
  after: FlowCursor | undefined,
  limit: number,
): readonly OldFlow[] {
  return records
    .filter((record) => matchesFilter(record, { namespace, createdBefore: before }))
    .filter((record) => after === undefined || !(isAfter(record, after) || isAt(record, after)))
    .sort((a, b) => compareFlows(b, a))
    .slice(0, limit)
    .map(({ address, flow: { createTime, state, labels, endTime } }) => {
      return { flowId: address.flowId, createTime, state, labels, ...(endTime !== undefined && { endTime }) };
    });
}

function isAt({ address, flow }: SegmentRecord, { createTime, flowId }: FlowCursor): boolean {
  return flow.createTime === createTime && address.flowId === flowId;
}
