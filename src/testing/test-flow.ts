/**
 * A flow in the hand of a test: what any handle can do, and beside it to be run to its end in no time, to be completed by
 * hand, and to be asked what has happened in it.
 */
import type { Client } from "../client/client.js";
import type { TaskReason, TaskReasonKind } from "../client/explanation.js";
import type { FailureInput } from "../client/failures.js";
import { FlowHandle } from "../client/flow-handle.js";
import type { CallOptions } from "../client/message-calls.js";
import type { TaskCompleteResponse, TaskOutcome } from "../client/requests.js";
import { isEnded } from "../client/states.js";
import { type DurationInput, durationInputMs } from "../client/times.js";
import type { Flow, TaskDetails, TaskState } from "../client/values.js";
import { type HistoryEvent, historyOf, pathOf, runsOf } from "./history.js";
import type { WaitingTask } from "./ready-tasks.js";
import { failureOf, type TestClaim } from "./test-claim.js";
import { TestEngineError } from "./test-engine-error.js";
import type { TestWorld } from "./test-world.js";

export interface ToEndOptions {
  /** How much time may pass at most. Default: 366 days. */
  readonly within?: DurationInput;
}

const WITHIN_DEFAULT = "366d";
/** How many tasks an error tells of. */
const TOLD = 10;
/** Why a ready task is handed to nobody, whoever takes from its queue. */
const HELD_BACK: ReadonlySet<TaskReasonKind> = new Set([
  "QUEUE_PAUSED",
  "CONCURRENCY_LIMIT",
  "CONCURRENCY_KEY",
  "RATE_LIMIT",
]);

/** What a flow needs of the engine that it is of. */
export interface FlowOwner {
  readonly client: Client;
  ready(flowId: string): Promise<readonly WaitingTask[]>;
  claim(flowId: string): Promise<TestClaim | undefined>;
}

export class TestFlow extends FlowHandle {
  readonly #engine: FlowOwner;
  readonly #world: TestWorld;

  constructor(engine: FlowOwner, world: TestWorld, flowId: string) {
    super(engine.client, flowId);
    this.#engine = engine;
    this.#world = world;
  }

  /**
   * Lets time pass until the flow has ended, and gives it with its payloads. Rejects with TestEngineError where it cannot
   * end: it waits for somebody outside, for a task that no handler takes, or for longer than `within`.
   */
  async toEnd({ within = WITHIN_DEFAULT }: ToEndOptions = {}): Promise<Flow> {
    const { passage, clock } = this.#world;
    const ended = async () => isEnded((await this.details()).flow.state);
    await passage.untilDone(ended, clock.now() + durationInputMs(within, "within"), () => this.#waitsFor());
    return (await this.details({ view: "FULL" })).flow;
  }

  /** The same: with a test engine whoever waits for a flow lets time pass. `result()` stands on it. */
  override wait(_options: Pick<CallOptions, "signal"> = {}): Promise<Flow> {
    return this.toEnd();
  }

  /** The task as it is now, with its payloads and attempts. Throws TestEngineError where there is none of this id. */
  async task(taskId: string): Promise<TaskDetails> {
    const { tasks } = await this.details({ view: "FULL", taskIds: [taskId] });
    const [task] = tasks;
    if (task === undefined) throw new TestEngineError(`flow ${this.flowId} has no task ${taskId}`);
    return task;
  }

  /** What waits for somebody to do it, in the order of offering. */
  ready(): Promise<readonly WaitingTask[]> {
    return this.#engine.ready(this.flowId);
  }

  /** Takes the next ready task of the flow, as an executor would; undefined = there is none. */
  claim(): Promise<TestClaim | undefined> {
    return this.#engine.claim(this.flowId);
  }

  /** The task SUCCEEDED with this result: said without a claim, as by whoever finishes it from outside. */
  completeTask(taskId: string, result?: unknown): Promise<TaskCompleteResponse> {
    return this.endTask(taskId, { result });
  }

  /** The attempt failed: by a failure, or by an error as a handler would have thrown it. */
  failTask(taskId: string, failure: FailureInput | Error): Promise<TaskCompleteResponse> {
    return this.endTask(taskId, { failure: failureOf(failure) });
  }

  /** Any outcome. */
  async endTask(taskId: string, outcome: TaskOutcome): Promise<TaskCompleteResponse> {
    const answer = await this.#engine.client.taskComplete({ flowId: this.flowId, taskId, ...outcome });
    await this.#world.passage.quiet();
    return answer;
  }

  /** Every state that its tasks and the flow itself have come into, in order. */
  history(): Promise<readonly HistoryEvent[]> {
    const { journal, definitions } = this.#world;
    return historyOf(journal, definitions, this.#engine.client.namespace, this.flowId);
  }

  /**
   * The way that the flow has taken: its tasks in the order in which they ended. Those that were skipped are left out. With
   * `states` those that came into one of these, such as REVERTED.
   */
  async path(...states: readonly TaskState[]): Promise<readonly string[]> {
    return pathOf(await this.history(), states.length === 0 ? undefined : states);
  }

  /** How often the task was begun. */
  async runs(taskId: string): Promise<number> {
    return runsOf(await this.history(), taskId);
  }

  async #waitsFor(): Promise<string> {
    const { flow, tasks } = await this.details({ view: "TASKS", states: ["READY", "RUNNING", "REVERTING", "PAUSED"] });
    const told = await Promise.all(
      tasks.slice(0, TOLD).map(async (task) => `${task.taskId} is ${await this.#inWords(task)}`),
    );
    if (tasks.length > TOLD) told.push(`and ${tasks.length - TOLD} more`);
    return [`flow ${this.flowId} is ${flow.state}`, ...told].join("; ");
  }

  async #inWords(task: TaskDetails): Promise<string> {
    if (task.state !== "READY") return inWords(task);
    const { reasons } = await this.#engine.client.explainTask(this.flowId, task.taskId);
    return inWords(task, reasons[0]);
  }
}

/** A ready task waits for an executor, or how its queue or key is set holds it back. */
function inWords({ state, queue, deferred, childFlowId }: TaskDetails, decisive?: TaskReason): string {
  if (state === "READY") {
    const held = decisive !== undefined && HELD_BACK.has(decisive.kind);
    return held ? `READY: ${decisive.message}` : `READY in queue ${queue}, which nobody takes from`;
  }
  if (deferred) return `${state}, deferred until somebody completes it`;
  return childFlowId === undefined ? state : `${state} as flow ${childFlowId}`;
}
