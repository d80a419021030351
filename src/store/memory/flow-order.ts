/**
 * The orders in which flows are listed and heads are offered, and what a filter of flows lets through.
 */
import { rootFlowId } from "../../core/state/nesting.js";
import type { SegmentRecord } from "../segment-record.js";
import type { FlowCursor, FlowFilter, WaitingHead } from "../segment-store.js";

/** Priority first, then the older root flow; equals by id, so that every reader sees one order. */
export function compareHeads(a: WaitingHead, b: WaitingHead): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  if (a.time !== b.time) return a.time - b.time;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Newest first, then by flow id. */
export function compareFlows(a: SegmentRecord, b: SegmentRecord): number {
  const byAge = b.flow.createTime - a.flow.createTime;
  return byAge !== 0 ? byAge : a.address.flowId < b.address.flowId ? -1 : 1;
}

/** Whether the flow comes after the place in the list. */
export function isAfter(record: SegmentRecord, place: FlowCursor): boolean {
  const { createTime } = record.flow;
  return createTime < place.createTime || (createTime === place.createTime && record.address.flowId > place.flowId);
}

export function matchesFilter(record: SegmentRecord, filter: FlowFilter): boolean {
  const { flow, address } = record;
  if (address.segment !== 0 || address.namespace !== filter.namespace) return false;
  if (filter.states !== undefined && !filter.states.includes(flow.state)) return false;
  if (filter.names !== undefined && !filter.names.includes(flow.name)) return false;
  if (filter.rootFlowId !== undefined && rootFlowId(address.flowId) !== filter.rootFlowId) return false;
  if (filter.createdAfter !== undefined && flow.createTime < filter.createdAfter) return false;
  if (filter.createdBefore !== undefined && flow.createTime >= filter.createdBefore) return false;
  return Object.entries(filter.labels ?? {}).every(([key, value]) => flow.labels[key] === value);
}

export function sameHeads(a: SegmentRecord["heads"], b: SegmentRecord["heads"]): boolean {
  return (
    a.length === b.length &&
    a.every((head, index) => {
      const other = b[index];
      return head.queue === other?.queue && head.priority === other.priority && head.time === other.time;
    })
  );
}
