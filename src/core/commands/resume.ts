/**
 * Resume: what became ready is offered, timers that rested go on, those that came due meanwhile fire now.
 */

import type { ResumeFlow } from "../command.js";
import { accepted } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { fireDue } from "../decide/fire-due.js";
import { beginFlow, startsLater } from "../decide/flow-start.js";
import { propagate } from "../decide/propagation.js";
import { settle } from "../decide/settle.js";
import { waitAnew } from "../decide/wait-anew.js";
import type { Decision } from "../decision.js";
import type { Cause } from "../state/node-entry.js";
import { controlDecided, withRequest } from "./control.js";

export function resume(draft: Draft, command: ResumeFlow): Decision {
  const { flow } = draft;
  const decided = controlDecided(draft, command, flow.state === "RUNNING" || flow.state === "PENDING");
  if (decided !== undefined) return decided;
  const fields = withRequest(draft, command);
  const backlog = flow.pause?.backlog ?? [];
  if (flow.startTime !== undefined) {
    draft.putFlow({ ...fields, state: "RUNNING" }, true);
    waitAnew(draft);
  } else if (startsLater(draft)) {
    draft.putFlow({ ...fields, state: "PENDING" });
  } else {
    beginFlow(draft, fields);
  }
  // What an edge's pause has held back comes before anything that is due now.
  for (const [node, from] of backlog) draft.ended.push({ node, cause: causeOf(draft, node), from });
  propagate(draft);
  fireDue(draft);
  settle(draft);
  return accepted(draft);
}

/** The completion that an ended task's edges go back to. */
function causeOf(draft: Draft, number: number): Cause {
  return [number, draft.entry(number)?.attempt ?? 0];
}
