/**
 * `lazyengine/executor`: what does tasks, and what its handlers use. The client's entry has it, too.
 */
export { type DrainOnSignalsOptions, drainOnSignals } from "./drain-on-signals.js";
export type { Evaluator, EvaluatorAnswer } from "./evaluation.js";
export { type DrainOptions, Executor, type ExecutorOptions } from "./executor.js";
export type { ReconnectOptions } from "./executor-link.js";
export type { ExecutorLog } from "./executor-log.js";
export type { ExecutorTask } from "./executor-task.js";
export { ANY_TYPE, type Handler, type Handlers } from "./handlers.js";
export type { Decided, DecidedAnswer, DeferOptions, Deferral, Spawned, TaskContext } from "./task-context.js";
export {
  CancelRequestedError,
  ClaimLost,
  ExecutorStopping,
  NonRetryableError,
  RetryAfter,
  TaskCancelled,
  TaskFailure,
  type TaskFailureOptions,
} from "./task-errors.js";
