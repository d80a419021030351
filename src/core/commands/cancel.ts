/**
 * Cancel: nothing new starts, what nobody holds is cancelled at once, holders have the grace to bring an outcome. A
 * further cancel can only bring the deadline forward.
 */

import type { CancelFlow } from "../command.js";
import { accepted } from "../decide/answers.js";
import { beginCancelling, endCancelling } from "../decide/cancelling.js";
import type { Draft } from "../decide/draft.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { controlDecided, withRequest } from "./control.js";

export function cancel(draft: Draft, command: CancelFlow): Decision {
  const { flow, now } = draft;
  const deadline = now + command.graceMs;
  const underWay = flow.state === "CANCELLING" ? flow.cancellation : undefined;
  const standing = flow.state === "CANCELLED" || (underWay !== undefined && underWay.deadline <= deadline);
  const decided = controlDecided(draft, command, standing);
  if (decided !== undefined) return decided;
  const fields = withRequest(draft, command);
  if (underWay !== undefined) {
    draft.putFlow({ ...fields, cancellation: { ...underWay, deadline } });
    if (deadline <= now) endCancelling(draft);
  } else {
    beginCancelling(draft, { reason: command.reason, deadline, timeout: false }, fields);
  }
  settle(draft);
  return accepted(draft);
}
