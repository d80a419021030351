/**
 * The flow that an attempt was has ended, and is to go on: its task is as if it had not, and this flow goes on with it.
 * Whoever asks for it then tells that flow. Where nobody does, an order does after a while, and it tells its end again.
 */
import type { Consent, ReopenChild } from "../command.js";
import { accepted, awaitingConsent, refused } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { type ChildFault, childFault, planForChild } from "../decide/reopen/child-again.js";
import { consented, hasConsent } from "../decide/reopen/consent.js";
import { goOn } from "../decide/reopen/go-on.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { isOpenChild, standingOf } from "../state/child-flow.js";
import { isEndedFlow } from "../state/states.js";

export function reopenChild(draft: Draft, command: ReopenChild): Decision {
  const { flow, segment, version } = draft;
  const { number, attempt, incarnation, consent } = command;
  if (incarnation !== segment.address.incarnation) return refusedBy(draft, { fault: "the flow it was within is gone" });
  const fault = childFault(segment, number, attempt);
  if (fault !== undefined) return refusedBy(draft, fault);
  const hasEnded = isEndedFlow(flow.state) || flow.ending !== undefined;
  if (hasEnded || !isOpenChild(draft.entry(number))) {
    const plan = planForChild(segment, number);
    if ("fault" in plan) return refusedBy(draft, plan);
    if (!hasConsent(draft, consent)) return awaitingConsent(draft);
    // What it was told of its flow's end counts no more.
    draft.heardEnds.add(number);
    goOn(draft, plan, { requests: flow.requests });
    consented(draft, consent);
  }
  draft.amend(number, { child: { ...draft.entry(number)?.child, reopened: version } });
  draft.reopenedChildren.add(number);
  settle(draft);
  const given: Consent = { order: version, standing: standingOf(draft.flow) };
  const decision = accepted(draft);
  return decision.kind === "accepted" ? { ...decision, answer: { ...decision.answer, consent: given } } : decision;
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
