/**
 * No flow rests by nobody's word: a caller has suspended it, an edge or a plan has paused it, the flow that it is within rests, or one
 * within it does whose task says that it suspends the other.
 */
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import { isEndedFlow } from "../../../src/core/state/states.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { FlowHistory } from "./flow-history.js";

/** Throws where it does, from this commit on. `after` is the history's last of its segment. */
export function expectWordToRest(history: FlowHistory, before: SegmentRecord | undefined, after: SegmentRecord): void {
  const { flow, address } = after;
  if (before === undefined || address.segment !== 0 || isEndedFlow(before.flow.state)) return;
  if (isPausing(before.flow.state) || !isPausing(flow.state)) return;
  const isOrdered = flow.parent?.order !== before.flow.parent?.order;
  if (isOrdered || flow.pause !== undefined || isAsked(before, after) || isAskedWithin(history, before)) return;
  throw new Error(`it is ${flow.state}, and nobody has suspended it`);
}

function isPausing(state: string): boolean {
  return state === "SUSPENDING" || state === "SUSPENDED";
}

function isAsked(before: SegmentRecord, { flow }: SegmentRecord): boolean {
  const suspends = ({ requests }: SegmentRecord["flow"]) => requests.filter(({ rpc }) => rpc === "SuspendFlow");
  const known = new Set(suspends(before.flow).map(({ requestId }) => requestId));
  return suspends(flow).some(({ requestId }) => !known.has(requestId));
}

/** Other segments have heard of a rest before the first one does. */
function isAskedWithin({ records, flow: { definition, nested }, places }: FlowHistory, before: SegmentRecord): boolean {
  if ((nested?.size ?? 0) === 0) return false;
  const isAsking = (segment: number, number: number, entry: NodeEntry) => {
    const was = segment === 0 ? before.nodes.get(number)?.child?.rests : undefined;
    const task = definition.tasks[places.placeOf([segment, number], entry) ?? -1];
    return task?.suspendParent === true && entry.child?.rests !== undefined && entry.child.rests !== was;
  };
  return [...records].some(([segment, { nodes }]) =>
    [...nodes].some(([number, entry]) => isAsking(segment, number, entry)),
  );
}
