/**
 * An order of the flow that this one is the work of: it begins, rests, goes on or is cancelled. Each is followed once; one
 * that is older than the latest is passed over.
 */
import type { FollowParent } from "../command.js";
import { accepted } from "../decide/answers.js";
import { beginCancelling, endCancelling } from "../decide/cancelling.js";
import type { Draft } from "../decide/draft.js";
import { beginFlow } from "../decide/flow-start.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import type { Standing } from "../state/child-flow.js";
import { isEndedFlow } from "../state/states.js";
import { resumeNow } from "./resume.js";
import { suspendNow } from "./suspend.js";

/** One that is meant for another run of the id, or comes from another attempt, is of no use here. */
export function followParent(draft: Draft, command: FollowParent): Decision {
  const { flow, segment } = draft;
  const { parent } = flow;
  const { order, from, standing } = command;
  const isMeant =
    segment.address.incarnation === command.incarnation &&
    parent?.incarnation === from.incarnation &&
    parent.segment === from.segment &&
    parent.number === from.number &&
    parent.attempt === from.attempt;
  if (!isMeant || order <= (parent.order ?? 0)) return accepted(draft);
  draft.putFlow({ parent: { ...parent, order } });
  draft.followsOrder = true;
  if (!isEndedFlow(flow.state)) obey(draft, standing, parent.order === undefined);
  settle(draft);
  return accepted(draft);
}

/** `isFirst`: a caller may have suspended it before it was told to begin, and that stands. */
function obey(draft: Draft, standing: Standing, isFirst: boolean): void {
  const { state } = draft.flow;
  if (standing.kind === "cancelled") cancelBy(draft, standing);
  else if (state === "CANCELLING") return;
  else if (standing.kind === "rests") suspendNow(draft);
  else if (state === "PENDING") beginFlow(draft);
  else if ((state === "SUSPENDING" || state === "SUSPENDED") && !isFirst) resumeNow(draft);
}

function cancelBy(draft: Draft, { reason, deadline }: { readonly reason: string; readonly deadline: number }): void {
  const { flow, now } = draft;
  const underWay = flow.state === "CANCELLING" ? flow.cancellation : undefined;
  if (underWay === undefined) beginCancelling(draft, { reason, deadline, timeout: false });
  else if (deadline < underWay.deadline) {
    draft.putFlow({ cancellation: { ...underWay, deadline } });
    if (deadline <= now) endCancelling(draft);
  }
}
