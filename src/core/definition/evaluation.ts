/**
 * Who is asked about a task or a flow, made ready for deciding. Items of kind EVALUATE, and those of kind REVERT, wait in
 * queues of their own, whose names no caller can give: what is ready for whom is then found as for any other queue, and
 * the former have a credit of their own.
 */
import { unkeyedQueue } from "./concurrency-key.js";
import type { TaskDefinition } from "./definition.js";
import { isFlowQueue } from "./nested-flow.js";

export interface NodeEvaluation {
  /** Where its items wait: see `evaluationQueue`. */
  readonly queue: string;
  readonly start: boolean;
  readonly end: boolean;
}

/** The id of the flow itself where a task's is asked for: no task can have it. */
export const FLOW_TASK_ID = "#0";

const MARK = "\u0001";
const REVERT_MARK = "\u0003";

/** Where the items of kind EVALUATE for this queue wait. */
export function evaluationQueue(queue: string): string {
  return `${MARK}${queue}`;
}

/** Where the items of kind REVERT for this queue wait. */
export function revertQueue(queue: string): string {
  return `${REVERT_MARK}${queue}`;
}

export function isEvaluationQueue(queue: string): boolean {
  return queue.startsWith(MARK);
}

function isRevertQueue(queue: string): boolean {
  return queue.startsWith(REVERT_MARK);
}

/** The queue as callers know it. */
export function callersQueue(queue: string): string {
  if (isFlowQueue(queue)) return "";
  const named = unkeyedQueue(queue);
  return isEvaluationQueue(queue) || isRevertQueue(queue) ? named.slice(MARK.length) : named;
}

export function compileEvaluation({ evaluate }: TaskDefinition): { readonly evaluation?: NodeEvaluation } {
  if (evaluate === undefined) return {};
  const { queue, phases } = evaluate;
  return {
    evaluation: { queue: evaluationQueue(queue), start: phases.includes("START"), end: phases.includes("END") },
  };
}
