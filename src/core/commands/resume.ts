/**
 * Resume: what became ready is offered, timers that rested go on, those that came due meanwhile fire now.
 */

import type { ResumeFlow } from "../command.js";
import { accepted, awaitingPlaces } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { withinAttempt } from "../decide/entry-draft.js";
import { fireDue } from "../decide/fire-due.js";
import { beginFlow, startsLater } from "../decide/flow-start.js";
import { propagate } from "../decide/propagation.js";
import { takeTurn } from "../decide/reach.js";
import { settle } from "../decide/settle.js";
import { waitAnew } from "../decide/wait-anew.js";
import type { Decision } from "../decision.js";
import type { FlowHeader } from "../state/flow-header.js";
import type { Cause } from "../state/node-entry.js";
import { isTerminalTask } from "../state/states.js";
import { controlDecided, withRequest } from "./control.js";
import { mustLieAside } from "./reopen-across.js";

export function resume(draft: Draft, command: ResumeFlow): Decision {
  const { flow } = draft;
  const { input } = command;
  const goesOn = flow.state === "RUNNING" || flow.state === "REVERTING" || flow.state === "PENDING";
  const decided = controlDecided(draft, command, goesOn && input === undefined);
  if (decided !== undefined) return decided;
  if (input !== undefined && draft.segment.isPart && mustLieAside(input)) return awaitingPlaces(draft);
  const fields = { ...withRequest(draft, command), ...(input !== undefined && { input }) };
  if (goesOn) {
    draft.putFlow(fields);
    return accepted(draft);
  }
  resumeNow(draft, fields);
  settle(draft);
  return accepted(draft);
}

/** The flow goes on, or begins. */
export function resumeNow(draft: Draft, fields: Partial<FlowHeader> = {}): void {
  const { flow } = draft;
  const backlog = flow.pause?.backlog ?? [];
  if (flow.startTime !== undefined) {
    draft.putFlow({ ...fields, state: flow.reversion?.whole === true ? "REVERTING" : "RUNNING" }, true);
    waitAnew(draft);
  } else if (startsLater(draft)) {
    draft.putFlow({ ...fields, state: "PENDING" });
  } else {
    beginFlow(draft, fields);
  }
  // What an edge's pause has held back comes before anything that is due now.
  // A task that waited for its turn and has ended since stands there twice: the latter counts.
  for (const [node, from] of new Map(backlog)) {
    const cause = causeOf(draft, node);
    const entry = draft.entry(node);
    if (entry === undefined || isTerminalTask(entry.state)) draft.ended.push({ node, cause, from });
    else takeTurn(draft, node, { node: draft.node(node), entry: withinAttempt(entry), cause: undefined });
  }
  propagate(draft);
  fireDue(draft);
}

/** The completion that an ended task's edges go back to. */
function causeOf(draft: Draft, number: number): Cause {
  return [number, draft.entry(number)?.attempt ?? 0];
}
