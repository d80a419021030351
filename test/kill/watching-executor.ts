// An executor of the test's own, on the plain calls: it records every hand-over and every answer, and now and then
// forgets its session, as a machine does that is switched off.
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Client, LazyEngineError, type ReadyTask } from "../../src/client/index.js";
import { isRepeatable } from "../../src/client/retrying-call.js";
import type { SeededRandom } from "../core/seeded-random.js";
import type { History } from "./history.js";
import { QUEUES } from "./random-flow.js";

export interface WatchingExecutorOptions {
  readonly address: string;
  readonly name: string;
  readonly history: History;
  readonly random: SeededRandom;
  readonly maxInFlight: number;
  /** How likely it is that the session is forgotten when tasks come in. */
  readonly forgetful: number;
}

const LEASE = "1s";
/** Longer than any restart takes. */
const DEADLINE_MS = 60_000;
const RECONNECT_MS = 50;

export class WatchingExecutor {
  readonly #options: WatchingExecutorOptions;
  readonly #stopping = new AbortController();
  readonly #calls: Client;
  /** Tokens of claims that were taken: what comes again is a redelivery. */
  readonly #taken = new Set<string>();
  readonly #completions = new Set<Promise<void>>();
  readonly #done: Promise<void>;

  constructor(options: WatchingExecutorOptions) {
    this.#options = options;
    this.#calls = new Client({ address: options.address, deadlineMs: DEADLINE_MS });
    this.#done = this.#run();
  }

  /** Rejects with what the server should not have said. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await Promise.all(this.#completions);
    this.#calls.close();
  }

  async #run(): Promise<void> {
    let sessionId = randomUUID();
    while (!this.#stopping.signal.aborted) {
      // A connection of its own each time: how soon it is tried again is not the transport's choice.
      const client = new Client({ address: this.#options.address });
      const stream = new AbortController();
      const signal = AbortSignal.any([stream.signal, this.#stopping.signal]);
      try {
        const { name: workerId, maxInFlight } = this.#options;
        const watch = { queues: QUEUES, sessionId, workerId, maxInFlight, leaseDuration: LEASE };
        for await (const event of client.watchReadyTasks({ ...watch, signal })) {
          if (event.kind === "ready_tasks" && this.#take(event.tasks)) {
            sessionId = randomUUID();
            stream.abort();
          }
        }
      } catch (error) {
        if (!signal.aborted && !isBreak(error)) throw error;
        if (!signal.aborted) await delay(RECONNECT_MS);
      } finally {
        client.close();
      }
    }
  }

  /** True where the session is to be forgotten, and with it some of the tasks. */
  #take(tasks: readonly ReadyTask[]): boolean {
    const { history, random, name: executor, forgetful } = this.#options;
    const forgets = random.chance(forgetful);
    for (const { flowId, taskId, attempt, claimToken } of tasks) {
      history.record({ kind: "handed_over", flowId, taskId, attempt, claimToken, executor });
      if (this.#taken.has(claimToken)) continue;
      this.#taken.add(claimToken);
      if (forgets && random.chance(0.5)) continue;
      const completion = this.#complete(flowId, taskId, claimToken);
      this.#completions.add(completion);
      void completion.finally(() => this.#completions.delete(completion));
    }
    return forgets;
  }

  async #complete(flowId: string, taskId: string, claimToken: string): Promise<void> {
    const { history, name } = this.#options;
    const result = `${flowId}/${taskId} ${claimToken} by ${name}`;
    history.record({ kind: "sent", flowId, taskId, claimToken, result });
    try {
      const answer = await this.#calls.taskComplete({ flowId, taskId, claimToken, result });
      const madeReady = answer.changes.filter(({ task }) => task?.from === "PENDING" && task.to !== "SKIPPED");
      const { replayed } = answer;
      const readyIds = madeReady.map((change) => change.taskId);
      history.record({ kind: "acknowledged", flowId, taskId, claimToken, result, replayed, madeReady: readyIds });
    } catch (error) {
      if (!(error instanceof LazyEngineError)) throw error;
      history.record({ kind: "refused", flowId, taskId, claimToken, reason: error.reason || error.code });
    }
  }
}

/** Of a server that had stood still, a stream of before that was given up may come last. */
const BREAKS = ["SESSION_EXPIRED", "SESSION_TAKEN_OVER"];

/** What a server that is killed, restarts or stands still does to a stream. */
function isBreak(error: unknown): boolean {
  return isRepeatable(error) || (error instanceof LazyEngineError && BREAKS.includes(error.reason));
}
