/**
 * The answer to an item of kind EVALUATE: what was decided takes effect, or the flow fails since nobody could decide.
 */
import type { Complete } from "../command.js";
import { accepted, taskView } from "../decide/answers.js";
import { countUnasked } from "../decide/attempt-end.js";
import { skipTask } from "../decide/close-task.js";
import { decideEnd, decideStart, ownAttempt } from "../decide/decided.js";
import { decideOutput, failEvaluation } from "../decide/decided-end.js";
import type { Draft } from "../decide/draft.js";
import type { EntryDraft } from "../decide/entry-draft.js";
import { putGlobals } from "../decide/globals.js";
import { answerFailure } from "../decide/put-to-controller.js";
import { passNoop } from "../decide/reach.js";
import { readyBecauseOf } from "../decide/ready-because-of.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import type { Cause, ItemSubject } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";
import type { TaskDecision } from "../state/task-decision.js";

/** `number`: of the item; `answered`: its attempt, with the answer's digest. */
export function answerItem(draft: Draft, number: number, answered: EntryDraft, command: Complete): Decision {
  const { item } = answered;
  if (item === undefined) throw new Error(`node ${number} is no item`);
  answered.state = "SUCCEEDED";
  answered.endTime = draft.now;
  draft.put(number, answered);
  const cause: Cause = [number, answered.attempt];
  const { decision, memo, outcome } = command;
  if (outcome.kind === "failure") fail(draft, item, cause, outcome.failure);
  else if (decision !== undefined) {
    putGlobals(draft, decision);
    const about = item.about ?? item.node;
    if (about === undefined) decideOutput(draft, decision);
    else if (item.phase === "FAILURE") decideFailure(draft, about, decision, memo);
    else if (item.phase === "START") decideStart(draft, about, decision, { cause, memo });
    else decideEnd(draft, about, decision, { cause, memo });
  }
  settle(draft);
  return accepted(draft, taskView(draft, number), { cause, ready: readyBecauseOf(draft, cause) });
}

/** A controller decides. */
function decideFailure(
  draft: Draft,
  controller: number,
  { verdict, delayMs }: TaskDecision,
  memo: StoredPayload | undefined,
): void {
  if (verdict !== "RETRY" && verdict !== "REVERT" && verdict !== "REVERT_ALL") throw new Error("no verdict");
  if (memo !== undefined) draft.amend(controller, { memo });
  answerFailure(draft, { verdict, ...(delayMs !== undefined && { delayMs }) });
}

/** The outcome that was to be decided about is recorded as it is; a task that was to begin does not. */
function fail(
  draft: Draft,
  { phase, about, node }: ItemSubject,
  cause: Cause,
  failure: Parameters<typeof failEvaluation>[1],
): void {
  const number = about ?? node;
  const what = number === undefined ? "the output" : `the ${phase} of task ${draft.segment.taskId(number)}`;
  failEvaluation(draft, failure, what);
  if (number === undefined || phase === "FAILURE") return;
  if (phase === "START") {
    skipTask(draft, number, "ENDED");
    return;
  }
  const { pending, evaluation } = draft.entry(number) ?? {};
  if (evaluation?.skips === true) {
    skipTask(draft, number, "REQUESTED");
    return;
  }
  const attempt = ownAttempt(draft, number);
  if (pending === undefined) passNoop(draft, number, attempt, cause);
  else countUnasked(draft, number, attempt, pending);
}
