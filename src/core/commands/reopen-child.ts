/**
 * The flow that an attempt was has ended, and is to go on: its task is as if it had not, and this flow goes on with it.
 * Whoever asks for it then tells that flow. Where nobody does, an order does after a while, and it tells its end again.
 */
import type { ReopenChild, ReopenForChild } from "../command.js";
import { accepted, awaitingConsent, refused } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { type ChildFault, childFault, planForChild } from "../decide/reopen/child-again.js";
import { consented, hasConsent } from "../decide/reopen/consent.js";
import { goOn } from "../decide/reopen/go-on.js";
import { reopenAcross } from "../decide/reopen/parts.js";
import { settle } from "../decide/settle.js";
import type { Answer, Decision } from "../decision.js";
import { isOpenChild, standingOf } from "../state/child-flow.js";
import { NONE_AWAITED } from "../state/reopening.js";
import type { Segment } from "../state/segment.js";
import { isEndedFlow } from "../state/states.js";

export function reopenChild(draft: Draft, command: ReopenChild): Decision {
  const { flow, segment } = draft;
  const { number, attempt, incarnation, follows, consent } = command;
  if (incarnation !== segment.address.incarnation) return refusedBy(draft, { fault: "the flow it was within is gone" });
  const fault = childFault(segment, number, attempt);
  if (fault !== undefined) return refusedBy(draft, fault);
  const hasEnded = isEndedFlow(flow.state) || flow.ending !== undefined;
  if (hasEnded || !isOpenChild(draft.entry(number))) {
    const plan = planForChild(segment, number);
    if ("fault" in plan) return refusedBy(draft, plan);
    if (segment.isPart) {
      return answering(draft, { awaitsReopening: isOrdered(segment, number, attempt) ? "ordered" : "to_be_asked" });
    }
    if (!hasConsent(draft, consent)) return awaitingConsent(draft);
    goOn(draft, plan, { requests: flow.requests });
    consented(draft, consent);
  }
  // Who has asked before may have died since: it has been told nothing.
  if ((draft.entry(number)?.child?.reopened ?? 0) <= follows) awaitAnew(draft, number);
  settle(draft);
  const order = draft.entry(number)?.child?.reopened ?? 0;
  return answering(draft, { consent: { order, standing: standingOf(draft.flow) } });
}

/** Segment 0 has all segments go on; the task's own then waits for its flow, and consents. */
export function reopenForChild(draft: Draft, { incarnation, child, consent }: ReopenForChild): Decision {
  const { flow, segment } = draft;
  if (incarnation !== segment.address.incarnation) return refusedBy(draft, { fault: "the flow it was within is gone" });
  if (flow.state === "CANCELLING")
    return refusedBy(draft, { fault: "it is being cancelled", reason: "FLOW_CANCELLING" });
  if (!hasConsent(draft, consent)) return awaitingConsent(draft);
  reopenAcross(draft, { child }, { requests: flow.requests });
  consented(draft, consent);
  settle(draft);
  return accepted(draft);
}

/** The order is there, but not yet how all stand that the segment waits for. */
function isOrdered({ links: { awaited } }: Segment, number: number, attempt: number): boolean {
  return [...(awaited ?? NONE_AWAITED).values()].some(({ order: { child } = {} }) => {
    return child?.number === number && child.attempt === attempt;
  });
}

/** By a new order: the flow has followed the one before, or has heard of none. */
function awaitAnew(draft: Draft, number: number): void {
  draft.amend(number, { child: { ...draft.entry(number)?.child, reopened: draft.version } });
  draft.reopenedChildren.add(number);
}

function answering(draft: Draft, told: Pick<Answer, "consent" | "awaitsReopening">): Decision {
  const decision = accepted(draft);
  return decision.kind === "accepted" ? { ...decision, answer: { ...decision.answer, ...told } } : decision;
}

function refusedBy({ segment, flow }: Draft, { reason = "PARENT_WENT_ON", fault, number }: ChildFault): Decision {
  const { flowId } = segment.address;
  const about = number !== undefined && { task_id: segment.taskId(number) };
  return refused(reason, `flow ${flowId}, within which it has ended: ${fault}`, {
    state: flow.state,
    parent_flow_id: flowId,
    ...about,
  });
}
