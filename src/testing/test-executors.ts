/**
 * The executors of a test engine: real ones, whose handlers may wait for the engine's clock.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Client } from "../client/client.js";
import type { Evaluator } from "../client/executor/evaluation.js";
import { Executor } from "../client/executor/executor.js";
import type { ExecutorLog } from "../client/executor/executor-log.js";
import type { ExecutorTask } from "../client/executor/executor-task.js";
import { ANY_TYPE, type Handler, type Handlers } from "../client/executor/handlers.js";
import { NonRetryableError } from "../client/executor/task-errors.js";
import { TestEngineError } from "./test-engine-error.js";
import type { TestWorld } from "./test-world.js";

/** What an executor of a test engine does, as for Executor. */
export interface ExecutorParts {
  /** By task type. */
  readonly handlers?: Handlers;
  /** Undo tasks, by the type of their REVERT items; without it none are taken. */
  readonly reverts?: Handlers;
  /** Decides what work items of kind EVALUATE ask; without it none are taken. */
  readonly evaluate?: Evaluator;
  /** Default: the handlers' types. */
  readonly queues?: readonly string[];
  /** Default: 100. */
  readonly maxInFlight?: number;
  /** Where the executor says what it has to tell. Default: warnings and errors as JSON on stderr. */
  readonly log?: ExecutorLog;
}

const MAX_IN_FLIGHT_DEFAULT = 100;
/** Real time: a stream that a fault has broken comes back at once. */
const RECONNECT = { initialMs: 1, maxMs: 20 };

export class TestExecutors {
  readonly #world: TestWorld;
  readonly #client: Client;
  readonly #stepwise: boolean;
  readonly #executors: { readonly executor: Executor; readonly queues: readonly string[] }[] = [];
  readonly #inHand = new AsyncLocalStorage<ExecutorTask>();
  /** Told of each task that a handler begins. */
  #onBegin: (task: ExecutorTask) => void = () => undefined;

  constructor(world: TestWorld, client: Client, stepwise: boolean) {
    this.#world = world;
    this.#client = client;
    this.#stepwise = stepwise;
  }

  /** Stepwise there is one executor for each queue, so that the next task can be had, whichever queue it waits in. */
  async start(parts: ExecutorParts): Promise<void> {
    const types = new Set([...Object.keys(parts.handlers ?? {}), ...Object.keys(parts.reverts ?? {})]);
    types.delete(ANY_TYPE);
    const queues = parts.queues ?? [...types];
    const groups = this.#stepwise ? queues.map((queue) => [queue]) : [queues];
    const executors = groups.map((group) => this.#make(parts, group));
    await Promise.all(executors.map((executor) => executor.start()));
    if (this.#stepwise) for (const executor of executors) executor.setMaxInFlight(0);
    await this.#world.passage.quiet();
  }

  #make(parts: ExecutorParts, queues: readonly string[]): Executor {
    const { handlers = {}, reverts, maxInFlight = MAX_IN_FLIGHT_DEFAULT, ...rest } = parts;
    const executor = new Executor({
      ...this.#evaluating(rest),
      client: this.#client,
      handlers: this.#handling(handlers),
      ...(reverts !== undefined && { reverts: this.#handling(reverts) }),
      queues,
      maxInFlight,
      workerId: `test-executor-${this.#executors.length + 1}`,
      reconnect: RECONNECT,
    });
    this.#executors.push({ executor, queues });
    // Whoever looks at it is told why it stopped; nobody has to.
    executor.closed.catch(() => undefined);
    return executor;
  }

  async sleep(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
    this.#world.refuseStopped();
    await this.#world.sleepers.sleep(durationMs, this.#inHand.getStore()?.claimToken, signal);
  }

  /** `waiting`: the queues of what is ready, in the order of offering. */
  async step(waiting: () => Promise<readonly string[]>): Promise<string | undefined> {
    if (!this.#stepwise) throw new TestEngineError("step() is for engines that were made with stepwise: true");
    const { passage } = this.#world;
    await passage.quiet();
    const served = (queue: string) => this.#executors.find(({ queues }) => queues.includes(queue))?.executor;
    const executor = (await waiting()).map(served).find((found) => found !== undefined);
    if (executor === undefined) return undefined;
    const begun = new Promise<ExecutorTask>((resolve) => {
      this.#onBegin = (task) => {
        executor.setMaxInFlight(0);
        resolve(task);
      };
    });
    executor.setMaxInFlight(1);
    const { taskId } = await begun;
    await passage.quiet();
    return taskId;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#executors.map(({ executor }) => executor.drain({ deadline: 0 }).catch(() => undefined)));
  }

  #handling(handlers: Handlers): Handlers {
    const all = { [ANY_TYPE]: (task: ExecutorTask) => this.#refuse(task), ...handlers };
    return Object.fromEntries(Object.entries(all).map(([type, handler]) => [type, this.#inHandOf(handler)]));
  }

  /** With all else that is given. */
  #evaluating<Rest extends { readonly evaluate?: Evaluator }>(rest: Rest): Rest {
    const { evaluate } = rest;
    return evaluate === undefined ? rest : { ...rest, evaluate: this.#inHandOf(evaluate) };
  }

  #inHandOf<Doing extends Handler>(handler: Doing): Doing {
    const doing: Handler = (task, context) => {
      if (task.kind !== "EVALUATE") this.#onBegin(task);
      return this.#inHand.run(task, () => handler(task, context));
    };
    return doing as Doing; // It takes and gives what the handler does.
  }

  /** A test that asks for what it has no handler for is wrong; the task fails for good, so that nothing hangs. */
  #refuse({ kind, type, taskId, flowId }: ExecutorTask): never {
    const what = kind === "REVERT" ? "reverts" : "tasks";
    const error = new TestEngineError(
      `no handler for ${what} of type ${type}: task ${taskId} of flow ${flowId} has it`,
    );
    this.#world.fault(error);
    throw new NonRetryableError(error.message);
  }
}

/** Milliseconds since the epoch. Throws TypeError, naming `field`, where it is no time. */
export function timeOf(moment: number | Date | string, field: string): number {
  const time = typeof moment === "string" ? Date.parse(moment) : Number(moment);
  if (!Number.isFinite(time)) throw new TypeError(`${field}: expected a time, found ${JSON.stringify(moment)}`);
  return time;
}
