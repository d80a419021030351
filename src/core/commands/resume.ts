/**
 * Resume: what became ready is offered, timers that rested go on, those that came due meanwhile fire now.
 */

import type { ResumeFlow } from "../command.js";
import { accepted } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { fireDue } from "../decide/fire-due.js";
import { beginFlow, startsLater } from "../decide/flow-start.js";
import { settle } from "../decide/settle.js";
import { waitAnew } from "../decide/wait-anew.js";
import type { Decision } from "../decision.js";
import { controlDecided, withRequest } from "./control.js";

export function resume(draft: Draft, command: ResumeFlow): Decision {
  const { flow } = draft;
  const decided = controlDecided(draft, command, flow.state === "RUNNING" || flow.state === "PENDING");
  if (decided !== undefined) return decided;
  const fields = withRequest(draft, command);
  if (flow.startTime !== undefined) {
    draft.putFlow({ ...fields, state: "RUNNING" });
    waitAnew(draft);
  } else if (startsLater(draft)) {
    draft.putFlow({ ...fields, state: "PENDING" });
  } else {
    beginFlow(draft, fields);
  }
  fireDue(draft);
  settle(draft);
  return accepted(draft);
}
