/**
 * What an executor can do: which handler a work item is for, and which items it wants.
 */
import type { ReadyTask as ReadyTaskMessage } from "#gen/lazyengine/v1/ready_task_pb.js";
import { WorkKind } from "#gen/lazyengine/v1/work_kind_pb.js";
import type { SessionOptions } from "../requests.js";
import type { Evaluator } from "./evaluation.js";
import type { ExecutorTask } from "./executor-task.js";
import type { TaskContext } from "./task-context.js";

/**
 * Does the work of one type of tasks. What it returns (or resolves with) is the result: any value, see Payload. What it
 * throws is a failure, retryable unless it is a NonRetryableError. `return defer()` leaves the task to somebody else.
 */
export type Handler = (task: ExecutorTask, context: TaskContext) => unknown;

/** By task type. The one under ANY_TYPE is for the types that have none of their own. */
export type Handlers = Readonly<Record<string, Handler>>;

/** The key in Handlers that stands for every other type; with it, `queues` has to be given. */
export const ANY_TYPE = "*";

/** Reverts are done, and decisions made, only by who says so. */
export interface HandlerSet {
  readonly handlers: Handlers;
  readonly reverts?: Handlers;
  readonly evaluate?: Evaluator;
}

/** Those of what has more than these. */
export function handlersOf({ handlers, reverts, evaluate }: HandlerSet): HandlerSet {
  return {
    handlers,
    ...(reverts !== undefined && { reverts }),
    ...(evaluate !== undefined && { evaluate }),
  };
}

/** Undefined where nobody here can do it. */
export function handlerOf({ kind, type }: ReadyTaskMessage, set: HandlerSet): Handler | undefined {
  switch (kind) {
    case WorkKind.EVALUATE:
      return set.evaluate;
    case WorkKind.EXECUTE:
      return handlerFor(set.handlers, type);
    case WorkKind.REVERT:
      return handlerFor(set.reverts ?? {}, type);
    default:
      return undefined;
  }
}

function handlerFor(handlers: Handlers, type: string): Handler | undefined {
  return Object.hasOwn(handlers, type) ? handlers[type] : handlers[ANY_TYPE];
}

export function itemNoun({ kind, type }: ReadyTaskMessage): string {
  return kind === WorkKind.REVERT ? `reverts of type ${type}` : `tasks of type ${type}`;
}

/** The queues default to the types: a task's queue is its type, and that of its revert, unless it says otherwise. */
export function wantedItems(
  { handlers, reverts, evaluate }: HandlerSet,
  queues: readonly string[] | undefined,
): Required<Pick<SessionOptions, "queues" | "kinds">> {
  const types = new Set([...Object.keys(handlers), ...Object.keys(reverts ?? {})]);
  types.delete(ANY_TYPE);
  return {
    queues: queues ?? [...types],
    kinds: [
      "EXECUTE",
      ...(reverts === undefined ? [] : (["REVERT"] as const)),
      ...(evaluate === undefined ? [] : (["EVALUATE"] as const)),
    ],
  };
}
