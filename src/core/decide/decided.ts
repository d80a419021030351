/**
 * What was decided about a task takes effect: before it runs, or once an attempt is over.
 */
import { LIMITS } from "../limits.js";
import { DECIDED, type StoredFailure } from "../state/failure.js";
import { uptoEnd } from "../state/fired-edges.js";
import type { Cause, Evaluation } from "../state/node-entry.js";
import type { Outcome } from "../state/outcome.js";
import type { StoredPayload } from "../state/payload.js";
import { delayAfterMsOf } from "../state/planned.js";
import { isUntouched } from "../state/reversal.js";
import type { SkipReason } from "../state/skip-reason.js";
import type { DecidedPlan, TaskDecision } from "../state/task-decision.js";
import { repeats, tryAgain } from "./attempt-end.js";
import { skipTask } from "./close-task.js";
import { endDecided } from "./decided-end.js";
import type { Draft } from "./draft.js";
import { type EntryDraft, withinAttempt } from "./entry-draft.js";
import { pauseForTask } from "./flow-pause.js";
import { furtherTry } from "./further-try.js";
import { forgetItems } from "./items-again.js";
import { planItems } from "./lay-out.js";
import { askStart, takeTurn } from "./reach.js";

/** An attempt that is over, and what was decided about it. */
export interface DecidedAttempt {
  readonly attempt: EntryDraft;
  /** Absent for a no-op. */
  readonly outcome: Outcome | undefined;
  readonly decision: TaskDecision;
  /** Of the wait for the decision, where there was one. */
  readonly evaluation?: Evaluation;
  /** The completion that what follows goes back to; absent = that of the attempt. */
  readonly cause?: Cause;
}

/** The outcome came with a decision: both count now, or after the task's delay_after. */
export function recordDecided(
  draft: Draft,
  number: number,
  attempt: EntryDraft,
  outcome: Outcome,
  decision: TaskDecision,
): void {
  const delayAfterMs = delayAfterMsOf(draft.node(number), attempt);
  if (delayAfterMs === 0 || !draft.mayWait || attempt.reversal !== undefined) {
    countDecided(draft, number, { attempt, outcome, decision });
    return;
  }
  attempt.state = "DELAYED";
  attempt.pending = outcome;
  attempt.decision = { ...decision, globals: {} };
  attempt.wakeTime = draft.now + delayAfterMs;
  draft.put(number, attempt);
}

/** The task ends as was decided, or is tried again. */
export function countDecided(draft: Draft, number: number, decided: DecidedAttempt): void {
  const { attempt, outcome, decision, evaluation } = decided;
  if (decision.context !== undefined) attempt.context = decision.context;
  const brought = outcome?.kind === "failure" ? outcome.failure : undefined;
  const { delayMs, failure } = retryAfter(draft, number, decided, brought);
  if (delayMs !== undefined) {
    const end = evaluation?.end ?? (failure === undefined ? "SUCCEEDED" : "FAILED");
    tryAgain(draft, number, attempt, { end, delayMs, ...(failure !== undefined && { failure }) });
    return;
  }
  const mayRepeat = outcome?.kind === "result" && decision.verdict === undefined;
  if (mayRepeat && repeats(draft, number, attempt, outcome.result)) return;
  const result = outcome?.kind === "result" && decision.dropResult !== true ? outcome.result : undefined;
  const state = endState(decision, failure);
  // What a join has failed was never tried.
  if (state === "FAILED" && attempt.reachedTime !== undefined) attempt.tries += 1;
  const cause = decided.cause ?? [number, attempt.attempt];
  const skipReason = evaluation?.skips === true ? "REQUESTED" : "DECIDED";
  close(draft, number, { attempt, decision, state, result, failure, cause, skipReason });
}

/** Before it runs. */
export function decideStart(draft: Draft, number: number, decision: TaskDecision, own: OwnFields): void {
  const { cause, memo } = own;
  const attempt = ownAttempt(draft, number, memo);
  const { verdict, plan, context } = decision;
  if (context !== undefined) attempt.context = context;
  if (verdict === "SKIP" || verdict === "FAIL") {
    const state = verdict === "SKIP" ? "SKIPPED" : "FAILED";
    const none = { result: undefined, failure: undefined };
    close(draft, number, { attempt, decision, state, ...none, cause, skipReason: "DECIDED" });
    return;
  }
  if (plan !== undefined) {
    const { pause, items, more, ...kept } = plan;
    if (Object.keys(kept).length > 0) attempt.plan = { ...attempt.plan, ...kept };
    if (planList(draft, number, attempt, plan) === "MORE") return;
  }
  attempt.startDecided = true;
  if (plan?.pause === true && draft.leadsOn) {
    attempt.state = "DELAYED";
    draft.put(number, attempt);
    pauseForTask(draft, number, decision.message);
  } else takeTurn(draft, number, { node: draft.node(number), entry: attempt, cause });
  skipNamed(draft, decision);
}

/** The items that a plan brings; where more are to come they are asked for. */
function planList(
  draft: Draft,
  number: number,
  attempt: EntryDraft,
  { items = [], more }: DecidedPlan,
): "MORE" | "ALL" {
  if (items.length > 0 || attempt.list !== undefined) {
    if ((attempt.list?.count ?? 0) === 0) forgetItems(draft, number);
    attempt.list = planItems(draft, number, attempt.list, items);
  }
  if (more !== true) return "ALL";
  attempt.list ??= { count: 0 };
  askStart(draft, number, attempt);
  return "MORE";
}

/** Once an attempt is over. */
export function decideEnd(draft: Draft, number: number, decision: TaskDecision, { cause, memo }: OwnFields): void {
  const entry = draft.entry(number);
  const attempt = ownAttempt(draft, number, memo);
  const evaluation = entry?.evaluation;
  const skips = evaluation?.skips === true;
  countDecided(draft, number, {
    attempt,
    outcome: entry?.pending,
    decision: skips ? { ...decision, verdict: "SKIP" } : decision,
    cause,
    ...(evaluation !== undefined && { evaluation }),
  });
}

export interface OwnFields {
  /** The completion that brought the decision. */
  readonly cause: Cause;
  readonly memo: StoredPayload | undefined;
}

export function ownAttempt(draft: Draft, number: number, memo?: StoredPayload): EntryDraft {
  const entry = draft.entry(number);
  if (entry === undefined) throw new Error(`node ${number} is decided about but has no entry`);
  const attempt = withinAttempt(entry);
  if (memo !== undefined) attempt.memo = memo;
  return attempt;
}

/** How long until the next try; undefined = there is none. */
function retryAfter(
  draft: Draft,
  number: number,
  { attempt, decision, evaluation }: DecidedAttempt,
  failure: StoredFailure | undefined,
): { readonly delayMs: number | undefined; readonly failure: StoredFailure | undefined } {
  if (!draft.mayRetry || evaluation?.final === true || attempt.reversal !== undefined)
    return { delayMs: undefined, failure };
  if (decision.verdict === "RETRY") {
    return { delayMs: attempt.tries + 1 < LIMITS.retryAttempts ? (decision.delayMs ?? 0) : undefined, failure };
  }
  if (decision.verdict !== undefined || failure === undefined) return { delayMs: undefined, failure };
  return furtherTry(draft, number, attempt, failure);
}

/** What becomes of the task where it is not tried again. */
export function endState(
  { verdict }: TaskDecision,
  failure: StoredFailure | undefined,
): "SUCCEEDED" | "FAILED" | "SKIPPED" {
  if (verdict === "SKIP") return "SKIPPED";
  if (verdict === "FAIL" || verdict === "RETRY") return "FAILED";
  return verdict === "SUCCEED" || failure === undefined ? "SUCCEEDED" : "FAILED";
}

interface Closing {
  readonly attempt: EntryDraft;
  readonly decision: TaskDecision;
  readonly state: "SUCCEEDED" | "FAILED" | "SKIPPED";
  readonly result: StoredPayload | undefined;
  readonly failure: StoredFailure | undefined;
  readonly cause: Cause;
  readonly skipReason: SkipReason;
}

function close(draft: Draft, number: number, closing: Closing): void {
  const { attempt, decision, state, result, failure, cause, skipReason } = closing;
  attempt.state = state;
  attempt.endTime = draft.now;
  if (state === "SUCCEEDED" && result !== undefined) attempt.result = result;
  if (state === "FAILED") attempt.failure = failure ?? decidedFailure(decision);
  if (state === "SKIPPED") attempt.skipReason = skipReason;
  chooseEdges(draft, number, attempt, decision);
  draft.put(number, attempt, cause);
  skipNamed(draft, decision);
  if (decision.end !== undefined) endDecided(draft, decision.end);
}

function decidedFailure({ message }: TaskDecision): StoredFailure {
  return { type: DECIDED, message: message === "" ? "a decision failed it" : message, retryable: false };
}

/** Which edges fire, and what they say, where that is not what the outcome alone says. */
function chooseEdges(draft: Draft, number: number, attempt: EntryDraft, { fired, firesNone }: TaskDecision): void {
  const compiled = draft.segment.definition.control?.nodes[draft.node(number).number];
  if (firesNone === true) attempt.fired = [];
  if (compiled === undefined || fired.length === 0) return;
  const chosen = uptoEnd(fired.flatMap(({ edge }) => compiled.edges[edge] ?? []));
  attempt.fired = chosen.map(({ index }) => index);
  const messages = fired.slice(0, chosen.length).map(({ message }) => message);
  if (messages.some((message) => message !== "")) attempt.firedMessages = messages;
}

/** Those that have begun are left alone. */
function skipNamed(draft: Draft, { skip }: TaskDecision): void {
  for (const name of skip) {
    const number = draft.segment.numberOf(name);
    if (number !== undefined && isUntouched(draft.entry(number))) skipTask(draft, number, "DECIDED");
  }
}
