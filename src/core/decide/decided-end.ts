/**
 * How a decision ends the flow, and what becomes of the flow when its output is decided about or an evaluation fails.
 */
import { ENDED, type StoredFailure } from "../state/failure.js";
import type { FlowHeader } from "../state/flow-header.js";
import { isTerminalTask } from "../state/states.js";
import type { FlowEnding, TaskDecision } from "../state/task-decision.js";
import { cancelTask } from "./close-task.js";
import { ownEnd } from "./conclusion.js";
import type { Draft } from "./draft.js";
import { endFlow, failFlow } from "./flow-end.js";
import { propagate } from "./propagation.js";

const BY_DECISION = "a decision ended it";

/** After the edges that have fired. Nothing happens where one of those has ended the flow. */
export function endDecided(draft: Draft, end: FlowEnding): void {
  propagate(draft);
  endAsSaid(draft, end, BY_DECISION);
}

/** `why`: the failure's message where the ending has none. */
export function endAsSaid(draft: Draft, end: FlowEnding, why: string): void {
  if (!draft.mayWait || end.state === undefined) return;
  const { state, message, output } = end;
  if (output !== undefined) draft.putFlow({ output });
  endFlow(draft, { state, ...endNote(draft, state, message, why) });
  if (end.cancelsInFlight === true) cancelInFlight(draft);
}

/** The flow ends as it would by itself, or as is decided now. */
export function decideOutput(draft: Draft, { end }: TaskDecision): void {
  const own = ownEnd(draft.segment);
  const state = end?.state ?? own.state;
  const note = state === own.state ? own : { state, ...endNote(draft, state, end?.message ?? "") };
  draft.putFlow({ ...note, endTime: draft.now, ...(end?.output !== undefined && { output: end.output }) });
  if (end?.cancelsInFlight === true) cancelInFlight(draft);
}

/** Who should decide could not: the flow fails, whatever edges say. `what` as in "the END of task a". */
export function failEvaluation(draft: Draft, { type, message }: StoredFailure, what: string): void {
  failFlow(draft, { type, message: `evaluating ${what} failed: ${message}`, retryable: false });
}

type EndNote = Pick<FlowHeader, "failure" | "cancellation">;

/** What is kept to say why. */
function endNote({ now }: Draft, state: string, message: string, why = BY_DECISION): EndNote {
  if (state === "FAILED") return { failure: { type: ENDED, message: message || why, retryable: false } };
  if (state === "CANCELLED") return { cancellation: { reason: message, deadline: now, timeout: false } };
  return {};
}

/** What is ready, waits for its time or is worked on is cancelled at once. */
export function cancelInFlight(draft: Draft): void {
  for (const number of draft.segment.numbers()) {
    if (!isTerminalTask(draft.segment.stateOf(number))) cancelTask(draft, number);
  }
}
