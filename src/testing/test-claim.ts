/**
 * A task in the hand of a test, claimed as an executor would claim it.
 */
import type { Client } from "../client/client.js";
import { failureOfError } from "../client/executor/failure-of-error.js";
import type { FailureInput } from "../client/failures.js";
import type { TaskCompleteResponse, TaskOutcome } from "../client/requests.js";
import type { DurationInput } from "../client/times.js";
import type { ReadyTask } from "../client/values.js";

/** The claim has a session of its own, whose lease runs out unless it is kept. */
export class TestClaim {
  readonly task: ReadyTask;
  readonly #client: Client;
  readonly #sessionId: string;
  readonly #settle: () => Promise<void>;

  constructor(client: Client, sessionId: string, task: ReadyTask, settle: () => Promise<void>) {
    this.task = task;
    this.#client = client;
    this.#sessionId = sessionId;
    this.#settle = settle;
  }

  /** The task SUCCEEDED with this result. */
  complete(result?: unknown): Promise<TaskCompleteResponse> {
    return this.end({ result });
  }

  /** The attempt failed: by a failure, or by an error as a handler would have thrown it. */
  fail(failure: FailureInput | Error): Promise<TaskCompleteResponse> {
    return this.end({ failure: failureOf(failure) });
  }

  /** Any outcome that an executor can bring. */
  async end(outcome: TaskOutcome): Promise<TaskCompleteResponse> {
    const { flowId, taskId, claimToken } = this.task;
    const answer = await this.#client.taskComplete({ flowId, taskId, claimToken, ...outcome });
    await this.#settle();
    return answer;
  }

  /** Gives the task back without counting a try. */
  async release(delay: DurationInput = 0): Promise<void> {
    const [error] = await this.#client.releaseTasks([this.task], { delay });
    if (error !== undefined) throw error;
    await this.#settle();
  }

  /** Keeps it for another lease; gives what its holder is told. */
  keep(): ReturnType<Client["keepSession"]> {
    return this.#client.keepSession(this.#sessionId);
  }
}

export function failureOf(failure: FailureInput | Error): FailureInput {
  return failure instanceof Error ? failureOfError(failure) : failure;
}
