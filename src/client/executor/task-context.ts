/**
 * What a handler is given beside its task: the signal, progress, deferral and a log.
 */
import type { Decision } from "../decision.js";
import type { FailureInput } from "../failures.js";
import type { SpawnInput } from "../requests.js";
import type { DurationInput } from "../times.js";
import type { ExecutorLog } from "./executor-log.js";
import type { HeldTask } from "./held-task.js";

/** Returned by a handler whose task somebody else will finish: see TaskContext.defer. */
export class Deferral {
  readonly options: DeferOptions;

  constructor(options: DeferOptions) {
    this.options = options;
  }
}

/** What a handler answers beside a plain result: exactly one of `result` and `failure`. */
export interface DecidedAnswer {
  /** Any value: see Payload. */
  readonly result?: unknown;
  readonly failure?: FailureInput;
  /** Whoever else would be asked about the task's end is not. */
  readonly decision?: Decision;
  /** Kept for the next items of the task's instance. Any value: see Payload. */
  readonly memo?: unknown;
}

/** Returned by a handler that evaluates in the same call: see TaskContext.decide. */
export class Decided {
  readonly answer: DecidedAnswer;

  constructor(answer: DecidedAnswer) {
    this.answer = answer;
  }
}

/** Returned by a handler whose attempt goes on as a flow: see TaskContext.spawn. */
export class Spawned {
  readonly spawn: SpawnInput;

  constructor(spawn: SpawnInput) {
    this.spawn = spawn;
  }
}

export interface DeferOptions {
  /** How long the outsider may take, from the deferral. Default: no such limit. */
  readonly timeout?: DurationInput;
  /** The longest time without a progress report while deferred. Default: no such limit. */
  readonly heartbeatTimeout?: DurationInput;
}

/** Everything in it may be taken out by destructuring. */
export interface TaskContext {
  /** Aborted where the claim is lost, the flow is being cancelled, or the executor can wait no longer. */
  readonly signal: AbortSignal;
  /** Tells how far the task has come, 0 to 1, and that it is alive; sent soon, the latest report counts. */
  readonly progress: (fraction?: number, details?: unknown) => void;
  /** `return defer()`: the task stays RUNNING without a lease until an outsider completes it. */
  readonly defer: (options?: DeferOptions) => Deferral;
  /** `return decide({ result, decision, memo })`: a result or a failure with what is decided about it. */
  readonly decide: (answer: DecidedAnswer) => Decided;
  /** `return spawn({ spec, input })`: the attempt goes on as that flow, whose end is its outcome. */
  readonly spawn: (spawn: SpawnInput) => Spawned;
  /** The executor's log, with the task's ids among the fields. */
  readonly log: ExecutorLog;
}

export type ReportProgress = (held: HeldTask, fraction: number | undefined, details: unknown) => void;

/** Makes what it is asked for, so that a handler that needs nothing costs nothing. */
export class HandlerContext implements TaskContext {
  readonly #held: HeldTask;
  readonly #report: ReportProgress;
  readonly #log: ExecutorLog;

  constructor(held: HeldTask, report: ReportProgress, log: ExecutorLog) {
    this.#held = held;
    this.#report = report;
    this.#log = log;
  }

  get signal(): AbortSignal {
    return this.#held.signal;
  }

  get progress(): TaskContext["progress"] {
    return (fraction, details) => this.#report(this.#held, fraction, details);
  }

  get defer(): TaskContext["defer"] {
    return (options = {}) => new Deferral(options);
  }

  get decide(): TaskContext["decide"] {
    return (answer) => new Decided(answer);
  }

  get spawn(): TaskContext["spawn"] {
    return (spawn) => new Spawned(spawn);
  }

  get log(): ExecutorLog {
    const own = this.#held.fields();
    const log = this.#log;
    return {
      debug: (message, fields) => log.debug(message, { ...own, ...fields }),
      info: (message, fields) => log.info(message, { ...own, ...fields }),
      warn: (message, fields) => log.warn(message, { ...own, ...fields }),
      error: (message, fields) => log.error(message, { ...own, ...fields }),
    };
  }
}
