/**
 * How a segment follows segment 0: it begins, rests, goes on, stops or cancels as the flow does.
 */
import { awaitRests } from "../nested/tell-family.js";
import type { Order } from "../state/message.js";
import { NONE_AWAITED, type Reopening, withOrder } from "../state/reopening.js";
import type { Segment } from "../state/segment.js";
import { isEndedFlow } from "../state/states.js";
import { beginCancelling, endCancelling } from "./cancelling.js";
import type { Draft } from "./draft.js";
import { fireDue } from "./fire-due.js";
import { reach } from "./reach.js";
import { goOnWhereComplete } from "./reopen/parts.js";
import { stop } from "./stop.js";
import { waitAnew } from "./wait-anew.js";

/**
 * An order that is not newer than the one followed is passed over, and so is any once the segment has ended, but one that
 * it goes on by.
 */
export function followOrder(draft: Draft, order: Order): void {
  const { flow } = draft;
  const { epoch, state, startTime, cancellation, stopping, input, reopens } = order;
  if (epoch <= (flow.epoch ?? 0)) return;
  if (input !== undefined) draft.putFlow({ input });
  if (reopens !== undefined) {
    reopenPart(draft, order, reopens);
    return;
  }
  if (isEndedFlow(flow.state)) return;
  if (cancellation !== undefined) cancel(draft, order);
  else if (state === "SUSPENDED") rest(draft, epoch);
  else if (flow.startTime === undefined) begin(draft, epoch, startTime ?? draft.now);
  else goOn(draft, epoch);
  if (stopping === true) stop(draft);
}

const RUNS = { state: "RUNNING" } as const;

/** Also where the flow was suspended before it heard that it runs. */
function begin(draft: Draft, epoch: number, startTime: number): void {
  draft.putFlow({ epoch, state: "RUNNING", startTime });
  for (const root of draft.segment.definition.roots) {
    if (draft.segment.stateOf(root) === "PENDING") reach(draft, root, undefined);
  }
}

/** What has ended here goes on, once all is known that it waits for. Then it rests, where the flow does. */
function reopenPart(draft: Draft, { epoch, state, startTime, stopping: stops }: Order, reopens: Reopening): void {
  const { endTime, failure, cancellation, stopping, ...kept } = draft.flow;
  const begun = { ...(startTime !== undefined && { startTime }), ...(stops !== undefined && { stopping: stops }) };
  const rises = isEndedFlow(kept.state) || reopens.takesUp === true;
  draft.replaceFlow({ ...kept, ...begun, epoch, reopened: epoch, ...(rises && RUNS) });
  draft.putLinks({ awaited: withOrder(draft.segment.links.awaited ?? NONE_AWAITED, epoch, reopens) });
  if (state === "SUSPENDED") rest(draft, epoch);
  goOnWhereComplete(draft);
}

function rest(draft: Draft, epoch: number): void {
  const { segment, flow } = draft;
  awaitRests(draft);
  const held = segment.heldCount > 0 || segment.family.activeCount > 0;
  const state = flow.state === "SUSPENDED" || !held ? "SUSPENDED" : "SUSPENDING";
  draft.putFlow({ epoch, state });
}

function goOn(draft: Draft, epoch: number): void {
  const { state } = draft.flow;
  draft.putFlow({ epoch, state: "RUNNING" });
  if (state === "RUNNING") {
    draft.suspendsFlow ||= isSuspendedWithin(draft.segment);
    return;
  }
  waitAnew(draft);
  fireDue(draft);
}

/** What was said of that by the order before may have come too late. */
function isSuspendedWithin(segment: Segment): boolean {
  const { children, nesting } = segment.family;
  return [...children].some((number) => {
    const rests = segment.entry(number)?.child?.rests;
    return rests !== undefined && rests >= nesting.order && segment.node(number).task.suspendParent === true;
  });
}

function cancel(draft: Draft, { epoch, cancellation }: Order): void {
  const { flow, now } = draft;
  if (cancellation === undefined) return;
  if (flow.cancellation === undefined) {
    beginCancelling(draft, cancellation, { epoch });
    return;
  }
  draft.putFlow({ epoch, cancellation });
  if (cancellation.deadline <= now) endCancelling(draft);
}
