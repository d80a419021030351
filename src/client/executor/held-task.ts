/**
 * One claim of an executor from its arrival to the answer to its outcome.
 */
import type { ReadyTask as ReadyTaskMessage } from "#gen/lazyengine/v1/ready_task_pb.js";
import { WorkKind } from "#gen/lazyengine/v1/work_kind_pb.js";
import { ClaimLost } from "./task-errors.js";

/**
 * `running`: its handler has not settled. `settled`: its outcome is on its way. `late`: its session has been without a
 * stream for a lease; if the server was away itself, it still waits for this executor alone, so what the handler gives up
 * is given back. `lost`: the session that held it is lost; a result may yet count, a failure is of no interest. `over`: the
 * claim has ended or was given back, whatever the handler still does.
 */
export type HeldState = "running" | "settled" | "late" | "lost" | "over";

export class HeldTask {
  readonly message: ReadyTaskMessage;
  state: HeldState = "running";
  /** True = its flow is being cancelled: a handler that gives up for that reason cancels the task. */
  cancelling = false;
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  constructor(message: ReadyTaskMessage) {
    this.message = message;
  }

  /** It is of kind EVALUATE. */
  get evaluates(): boolean {
    return this.message.kind === WorkKind.EVALUATE;
  }

  /** Made when somebody asks for it: most handlers never do. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) {
        this.#controller.abort(this.#reason);
      }
    }
    return this.#controller.signal;
  }

  /** The first reason stands. */
  abort(reason: Error): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }

  /** Whether a handler threw because it was told to stop. */
  isAbort(error: unknown): boolean {
    return this.#reason !== undefined && (error === this.#reason || isAbortError(error));
  }

  /** Its handler was told that the claim is lost, which nothing takes back. */
  get toldLost(): boolean {
    return this.#reason instanceof ClaimLost;
  }

  /** What names it in a log. */
  fields(): Readonly<Record<string, unknown>> {
    const { flowId, taskId, attempt } = this.message;
    return { flow_id: flowId, task_id: taskId, attempt };
  }
}

/** What fetch, timers and the like reject with when their signal is aborted without the reason being handed on. */
function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
