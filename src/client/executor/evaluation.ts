/**
 * What handlers answer, as completions: results, deferrals, flows, decisions.
 */
import type { Decision } from "../decision.js";
import type { TaskOutcome } from "../requests.js";
import type { ExecutorTask } from "./executor-task.js";
import { Decided, Deferral, Spawned, type TaskContext } from "./task-context.js";

/** A decision, and what is kept for the next items of the task's instance. */
export type EvaluatorAnswer = Decision & { readonly memo?: unknown };

/**
 * Decides what a work item of kind EVALUATE asks: `task.phase` says what. Nothing, or `{}`, lets all go as it would
 * without. What it throws fails the flow.
 */
export type Evaluator = (
  task: ExecutorTask,
  context: TaskContext,
) => EvaluatorAnswer | undefined | PromiseLike<EvaluatorAnswer | undefined>;

/** An outcome, a decision, or both. */
export interface Answer {
  readonly outcome?: TaskOutcome;
  readonly decision?: Decision;
  readonly memo?: unknown;
}

/** What a handler of tasks has returned. */
export function handlerAnswer(value: unknown): Answer {
  if (value instanceof Deferral) return { outcome: { deferred: value.options } };
  if (value instanceof Spawned) return { outcome: { spawn: value.spawn } };
  if (!(value instanceof Decided)) return { outcome: { result: value } };
  const { result, failure, decision, memo } = value.answer;
  const outcome = failure === undefined ? { result } : { failure };
  return { outcome, ...(decision !== undefined && { decision }), ...(memo !== undefined && { memo }) };
}

/** What an evaluator has returned. Throws TypeError where that is no decision. */
export function evaluatorAnswer(value: unknown): Answer {
  if (value === undefined || value === null) return { decision: {} };
  if (typeof value !== "object" || value instanceof Deferral || value instanceof Decided || value instanceof Spawned) {
    throw new TypeError("an evaluator returns a decision, an object, or nothing");
  }
  // Its fields are looked at one by one where the message is made.
  const { memo, ...decision } = value as EvaluatorAnswer;
  return { decision, ...(memo !== undefined && { memo }) };
}
