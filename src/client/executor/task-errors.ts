/**
 * What handlers throw to say more than "it failed", and what their signals are aborted with.
 */
import type { DurationInput } from "../times.js";

export interface TaskFailureOptions {
  /** The failure's stable name for programs. Default: the error's name. */
  readonly type?: string;
  /** More for programs: any value. Default: the stack. */
  readonly details?: unknown;
  readonly cause?: unknown;
}

/** Fails the task; the retry policy decides whether it is tried again, as with every thrown error. */
export class TaskFailure extends Error {
  override readonly name: string = "TaskFailure";
  readonly type: string | undefined;
  readonly details: unknown;

  constructor(message: string, options: TaskFailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.type = options.type;
    this.details = options.details;
  }
}

/** Fails the task for good: it is not tried again. */
export class NonRetryableError extends TaskFailure {
  override readonly name = "NonRetryableError";
}

/** Fails the task; its next try, if the policy allows one, starts no earlier than `delay` from now. */
export class RetryAfter extends TaskFailure {
  override readonly name = "RetryAfter";
  readonly delay: DurationInput;

  constructor(delay: DurationInput, message: string, options: TaskFailureOptions = {}) {
    super(message, options);
    this.delay = delay;
  }
}

/** Gives the task up: it becomes CANCELLED, is not tried again, and its flow ends CANCELLED. */
export class TaskCancelled extends Error {
  override readonly name = "TaskCancelled";
}

/** The signal's reason where the claim is over: nobody waits for the outcome any more. */
export class ClaimLost extends Error {
  override readonly name = "ClaimLost";
}

/** The signal's reason where the flow is being cancelled: an outcome still counts until the deadline. */
export class CancelRequestedError extends Error {
  override readonly name = "CancelRequestedError";
  /** Milliseconds since the epoch by the database's clock. */
  readonly deadline: number | undefined;

  constructor(reason: string, deadline: number | undefined) {
    super(reason === "" ? "the flow is being cancelled" : `the flow is being cancelled: ${reason}`);
    this.deadline = deadline;
  }
}

/** The signal's reason where the executor stops and could not wait for the task any longer: it was given back. */
export class ExecutorStopping extends Error {
  override readonly name = "ExecutorStopping";
}
