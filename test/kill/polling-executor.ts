// An executor of the test's own without a stream: it polls, and completes what it gets in batches.
import { setTimeout as delay } from "node:timers/promises";
import { Client, LazyEngineError, type ReadyTask, type TaskCompletion } from "../../src/client/index.js";
import { mayPass } from "../../src/client/retrying-call.js";
import type { History } from "./history.js";
import { QUEUES } from "./random-flow.js";

const DEADLINE_MS = 60_000;
const PAUSE_MS = 50;

export interface PollingExecutorOptions {
  readonly address: string;
  readonly name: string;
  readonly history: History;
  readonly maxTasks: number;
}

export class PollingExecutor {
  readonly #options: PollingExecutorOptions;
  readonly #client: Client;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  constructor(options: PollingExecutorOptions) {
    this.#options = options;
    this.#client = new Client({ address: options.address, deadlineMs: DEADLINE_MS });
    this.#done = this.#run();
  }

  /** Rejects with what the server should not have said. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    this.#client.close();
  }

  async #run(): Promise<void> {
    const { name: workerId, maxTasks } = this.#options;
    // A lease that outlasts every restart: what an answer that was lost had claimed is given again.
    const session = { queues: QUEUES, workerId, sessionId: workerId, leaseDuration: "30s", includeHeld: true };
    while (!this.#stopping.signal.aborted) {
      try {
        const { tasks } = await this.#client.pollReadyTasks({ ...session, maxTasks, wait: "500ms" });
        if (tasks.length > 0) await this.#complete(tasks);
      } catch (error) {
        // The deadline of a call that the killed server had taken: the next one gets what this one missed.
        if (!(error instanceof LazyEngineError) || !/UNAVAILABLE|DEADLINE_EXCEEDED/.test(error.code)) throw error;
        await delay(PAUSE_MS);
      }
    }
  }

  async #complete(tasks: readonly ReadyTask[]): Promise<void> {
    const { history, name: executor } = this.#options;
    const completions = tasks.map(({ flowId, taskId, attempt, claimToken }) => {
      history.record({ kind: "handed_over", flowId, taskId, attempt, claimToken, executor });
      const result = `${flowId}/${taskId} ${claimToken} by ${executor}`;
      history.record({ kind: "sent", flowId, taskId, claimToken, result });
      return { flowId, taskId, claimToken, result, responseDetail: "FULL" } satisfies TaskCompletion;
    });
    const answers = await this.#client.taskCompleteBatch(completions);
    for (const [index, answer] of answers.entries()) {
      const completion = completions[index];
      if (completion === undefined) throw new Error("more answers than completions");
      const { flowId, taskId, claimToken, result } = completion;
      if ("error" in answer) {
        // What could not be recorded while the store was away comes again with the next poll.
        if (mayPass(answer.error)) continue;
        history.record({ kind: "refused", flowId, taskId, claimToken, reason: answer.error.reason });
        continue;
      }
      const { changes, replayed } = answer.value;
      const readied = changes.filter(({ task }) => task?.from === "PENDING" && task.to !== "SKIPPED");
      const madeReady = readied.map((change) => change.taskId);
      history.record({ kind: "acknowledged", flowId, taskId, claimToken, result, replayed, madeReady });
    }
  }
}
