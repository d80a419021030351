/**
 * The engine for tests: all of it in one process, on a clock of its own.
 */
import type { Client } from "../client/client.js";
import type { FailureInput } from "../client/failures.js";
import type { CallOptions } from "../client/message-calls.js";
import type { RunDefinition, RunOptions, RunResponse, TaskCompleteResponse } from "../client/requests.js";
import { type DurationInput, durationInputMs } from "../client/times.js";
import type { Engine } from "../engine/engine.js";
import type { WaitingTask } from "./ready-tasks.js";
import { TestClaim } from "./test-claim.js";
import { TestEngineError } from "./test-engine-error.js";
import { type ExecutorParts, type TestExecutors, timeOf } from "./test-executors.js";
import { TestFaults } from "./test-faults.js";
import { TestFlow, type ToEndOptions } from "./test-flow.js";
import type { TestWorld } from "./test-world.js";

/** Longer than most tests want to keep a task in hand. */
const CLAIM_LEASE = "1h";

/** Made by `createTestEngine`. Its methods return when all that follows from them without time has been done. */
export class TestEngine implements AsyncDisposable {
  /** A client as any other, of the engine in this process. */
  readonly client: Client;
  readonly faults: TestFaults;
  readonly #world: TestWorld;
  readonly #executors: TestExecutors;

  constructor(world: TestWorld, client: Client, executors: TestExecutors) {
    this.#world = world;
    this.client = client;
    this.#executors = executors;
    this.faults = new TestFaults(world);
  }

  /** The embedded engine itself, as `createEngine` gives it. */
  get embedded(): Engine {
    return this.#world.lives.engine;
  }

  /** Milliseconds since the epoch, by the engine's clock. */
  now(): number {
    return this.#world.clock.now();
  }

  /** Starts a flow; where there are handlers they begin at once. */
  async run(
    definition: RunDefinition,
    options: RunOptions & CallOptions = {},
  ): Promise<TestFlow & { readonly started: RunResponse }> {
    const { flowId, started } = await this.client.run(definition, options);
    await this.settle();
    return Object.assign(this.flow(flowId), { started });
  }

  /** A flow that was started before, or elsewhere. */
  flow(flowId: string): TestFlow {
    return new TestFlow(this, this.#world, flowId);
  }

  /** Starts one more executor, with handlers of its own, which stops with the engine. */
  async work(parts: ExecutorParts): Promise<void> {
    await this.#executors.start(parts);
  }

  /**
   * Resolves when so much time has passed: for handlers that are to take time, which passes while they wait. Rejects when the
   * signal is aborted.
   */
  async sleep(duration: DurationInput, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await this.#executors.sleep(durationInputMs(duration, "duration"), options.signal);
  }

  /** Lets so much time pass. All that is due on the way happens at its time, and handlers are waited for. */
  async advance(duration: DurationInput): Promise<void> {
    await this.#world.passage.until(this.now() + durationInputMs(duration, "duration"));
  }

  /** The same up to a moment: milliseconds since the epoch, a Date, or a text such as `2025-03-30T02:30:00Z`. */
  async advanceTo(moment: number | Date | string): Promise<void> {
    const time = timeOf(moment, "moment");
    if (time < this.now()) {
      throw new TestEngineError(`moment: ${new Date(time).toISOString()} is over, it is ${this.#clockText()}`);
    }
    await this.#world.passage.until(time);
  }

  /** Resolves when all is done that needs no time; handlers are waited for. */
  settle(): Promise<void> {
    return this.#world.passage.quiet();
  }

  /** Lets time pass until the promise has settled, as one that waits for a flow does; then as it has. */
  async until<Value>(promise: PromiseLike<Value>, { within = "366d" }: ToEndOptions = {}): Promise<Value> {
    let settled = false;
    const settling = Promise.resolve(promise).finally(() => {
      settled = true;
    });
    settling.catch(() => undefined);
    const limit = this.now() + durationInputMs(within, "within");
    await this.#world.passage.untilDone(
      () => settled,
      limit,
      () => `what is waited for has not come, it is ${this.#clockText()}`,
    );
    return settling;
  }

  /** What waits for somebody to do it, and would be handed out now, in the order of offering; of one flow, or of all. */
  ready(flowId?: string): Promise<readonly WaitingTask[]> {
    return this.#world.ready(this.client.namespace, flowId);
  }

  /** Takes the next ready task, as an executor would; undefined = there is none. */
  async claim(flowId?: string): Promise<TestClaim | undefined> {
    const queues = [...new Set((await this.ready(flowId)).map(({ queue }) => queue))];
    if (queues.length === 0) return undefined;
    const wanted = { queues, maxTasks: 1, leaseDuration: CLAIM_LEASE, workerId: "test" };
    const { sessionId, tasks } = await this.client.pollReadyTasks(
      flowId === undefined ? wanted : { ...wanted, flowId },
    );
    const [task] = tasks;
    await this.settle();
    return task && new TestClaim(this.client, sessionId, task, () => this.settle());
  }

  /** The one ready task of this id SUCCEEDED. Throws TestEngineError where none is ready, or several are. */
  async complete(taskId: string, result?: unknown): Promise<TaskCompleteResponse> {
    return (await this.#flowOf(taskId)).completeTask(taskId, result);
  }

  /** The attempt of the one ready task of this id failed. */
  async fail(taskId: string, failure: FailureInput | Error): Promise<TaskCompleteResponse> {
    return (await this.#flowOf(taskId)).failTask(taskId, failure);
  }

  /**
   * With `stepwise`: lets the handlers have the next ready task, that alone, and returns its id when it is done; undefined
   * where nothing is ready for them. What is asked of an evaluator is not held back.
   */
  step(): Promise<string | undefined> {
    return this.#executors.step(async () => (await this.ready()).map(({ queue }) => queue));
  }

  /** Ends executors and engine. What is asked of it meanwhile or later rejects, as does what still waits. */
  stop(): Promise<void> {
    return this.#world.stop(() => this.#executors.stop());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #flowOf(taskId: string): Promise<TestFlow> {
    const ready = await this.ready();
    const meant = ready.filter((task) => task.taskId === taskId);
    const [task] = meant;
    if (task !== undefined && meant.length === 1) return this.flow(task.flowId);
    const names = ready.map((other) => other.taskId).join(", ");
    if (task === undefined) throw new TestEngineError(`task ${taskId} is not ready; ready: ${names || "nothing"}`);
    throw new TestEngineError(`task ${taskId} is ready in ${meant.length} flows: say it to one of them, flow(id)`);
  }

  #clockText(): string {
    return new Date(this.now()).toISOString();
  }
}
