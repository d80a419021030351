/**
 * The tasks in an executor's hands: their handlers are called, what becomes of them goes to the outbox, and what the
 * server says about a claim reaches its handler.
 */
import { type ReadyTask as ReadyTaskMessage, ReadyTaskSchema } from "#gen/lazyengine/v1/ready_task_pb.js";
import type { CancelRequested, Revoked } from "#gen/lazyengine/v1/session_frames_pb.js";
import { type TaskCompletion, TaskCompletionSchema } from "#gen/lazyengine/v1/task_completion_pb.js";
import type { Client } from "../client.js";
import type { LazyEngineError } from "../lazy-engine-error.js";
import { decodePayloads, encodePayloads } from "../payload-codec.js";
import { timeOf } from "../times.js";
import { cancelRequestedValue, revokedValue } from "../values-of-messages.js";
import { inAttemptSpan } from "./attempt-span.js";
import { codecFailed, completionOf, refusedOutcome } from "./completion-of.js";
import { type Answer, evaluatorAnswer, handlerAnswer } from "./evaluation.js";
import type { ExecutorLog } from "./executor-log.js";
import { ExecutorTask } from "./executor-task.js";
import { failureOfError, messageOf, tellable } from "./failure-of-error.js";
import { type Handler, type HandlerSet, handlerOf, itemNoun } from "./handlers.js";
import { HeldTask } from "./held-task.js";
import { WEIGHT_OF_RELEASE, weightOf } from "./message-bounds.js";
import { readMissingResults } from "./missing-results.js";
import type { Outbox, OutboxItem } from "./outbox.js";
import type { ProgressOutbox } from "./progress-outbox.js";
import { RecentTokens } from "./recent-tokens.js";
import { HandlerContext } from "./task-context.js";
import { CancelRequestedError, ClaimLost, ExecutorStopping, TaskCancelled } from "./task-errors.js";
import { isThenable } from "./thenable.js";
import { judge } from "./verdict.js";

/** A task that nobody here can do is offered to others after this. */
const UNHANDLED_DELAY_MS = 5_000;

export interface RunnerParts extends HandlerSet {
  readonly client: Client;
  readonly log: ExecutorLog;
  readonly outbox: Outbox;
  readonly progress: ProgressOutbox;
  /** Called when a task has left the executor's hands. */
  readonly onLeft: () => void;
}

export class TaskRunner {
  readonly #parts: RunnerParts;
  /** By claim token, until the outcome is answered or the claim is over. */
  readonly #held = new Map<string, HeldTask>();
  readonly #done = new RecentTokens();
  /** Items that wait for their next try. */
  #postponed = 0;
  /** True = what arrives is given back at once. */
  stopping = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** How many tasks are in hand: running, or with an outcome that is not answered yet. */
  get size(): number {
    return this.#held.size;
  }

  /** Nothing is in hand, nothing waits for another try. */
  get idle(): boolean {
    return this.#held.size === 0 && this.#postponed === 0;
  }

  take(message: ReadyTaskMessage): void {
    const token = message.claimToken;
    if (this.#held.has(token) || this.#done.has(token)) {
      return;
    }
    const held = new HeldTask(message);
    const handler = handlerOf(message, this.#parts);
    if (this.stopping || handler === undefined) {
      if (!this.stopping) {
        this.#parts.log.warn(`no handler for ${itemNoun(message)}: given back`, held.fields());
      }
      this.#giveBack(held, this.stopping ? 0 : UNHANDLED_DELAY_MS);
      return;
    }
    this.#held.set(token, held);
    const { codec } = this.#parts.client;
    if (codec === undefined && !message.resultsTruncated) {
      this.#run(held, handler);
      return;
    }
    const decoded = codec === undefined ? Promise.resolve() : decodePayloads(ReadyTaskSchema, message, codec);
    const whole = decoded.then(() =>
      message.resultsTruncated ? readMissingResults(this.#parts.client, message, held.signal) : undefined,
    );
    whole.then(
      () => this.#run(held, handler),
      (error: unknown) => this.#failed(held, error),
    );
  }

  revoke(message: Revoked): void {
    const held = this.#held.get(message.claimToken);
    if (held === undefined) {
      return;
    }
    const { reason } = revokedValue(message);
    this.#parts.log.info(`claim lost: ${reason}`, held.fields());
    this.#leave(held);
    held.abort(new ClaimLost(`the claim is over: ${reason}`));
  }

  cancel(message: CancelRequested): void {
    const held = this.#held.get(message.claimToken);
    if (held?.state === "running") {
      held.cancelling = true;
      held.abort(new CancelRequestedError(cancelRequestedValue(message).reason, timeOf(message.deadline)));
    }
  }

  /** The session may be lost: nobody knows until it is opened again. */
  doubtAll(why: string): void {
    this.#stopAll("late", why);
  }

  /** The session lives on: what runs here is its own still, though handlers may have been told otherwise. */
  keepAll(): void {
    for (const held of this.#held.values()) {
      if (held.state === "late") {
        held.state = "running";
      }
    }
  }

  /** The session is lost: others may be offered what runs here. Results are still sent, since they may yet count. */
  loseAll(why: string): void {
    this.#stopAll("lost", why);
  }

  /** Gives back what still runs. */
  giveBackRunning(): void {
    for (const held of this.#held.values()) {
      if (held.state === "running" || held.state === "late") {
        this.#leave(held);
        this.#giveBack(held, 0);
        held.abort(new ExecutorStopping("the executor stops: the task was given back"));
      } else if (held.state === "lost") {
        this.#leave(held);
      }
    }
  }

  /** What the server says about an outcome or a release: undefined = it is recorded. */
  answered(item: OutboxItem, error: LazyEngineError | undefined): void {
    const judgement = judge(item, error);
    const { log, outbox } = this.#parts;
    switch (judgement.kind) {
      case "again":
        item.tries += 1;
        this.#postponed += 1;
        setTimeout(() => {
          this.#postponed -= 1;
          outbox.push(item);
        }, judgement.delayMs);
        return;
      case "instead":
        log.error(`outcome refused: ${judgement.error.message}`, {
          ...item.held.fields(),
          reason: judgement.error.reason,
        });
        this.#send(item.held, { outcome: judgement.outcome }, item.tries + 1);
        return;
      case "give back":
        log.error(`outcome refused: ${judgement.error.message}`, {
          ...item.held.fields(),
          reason: judgement.error.reason,
        });
        this.#leave(item.held);
        this.#giveBack(item.held, UNHANDLED_DELAY_MS);
        return;
      case "dropped":
        log.warn(`${item.completion === undefined ? "release" : "outcome"} dropped: ${judgement.error.message}`, {
          ...item.held.fields(),
          reason: judgement.error.reason,
        });
        break;
      default:
    }
    this.#leave(item.held);
    this.#parts.onLeft();
  }

  #stopAll(state: "late" | "lost", why: string): void {
    for (const held of this.#held.values()) {
      if (held.state === "running" || held.state === "late") {
        held.state = state;
        this.#parts.progress.forget(held);
        held.abort(new ClaimLost(why));
      }
    }
  }

  #run(held: HeldTask, handler: Handler): void {
    if (held.state !== "running") {
      this.#failed(held, undefined);
      return;
    }
    const { progress, log } = this.#parts;
    const context = new HandlerContext(
      held,
      (task, fraction, details) => progress.report(task, fraction, details),
      log,
    );
    try {
      const value = inAttemptSpan(held.message, () => handler(new ExecutorTask(held.message), context));
      if (!isThenable(value)) {
        this.#succeeded(held, value);
        return;
      }
      // Not its own `then`, which may call both, or throw.
      Promise.resolve(value).then(
        (result) => this.#succeeded(held, result),
        (error: unknown) => this.#failed(held, error),
      );
    } catch (error) {
      this.#failed(held, error);
    }
  }

  #succeeded(held: HeldTask, value: unknown): void {
    if (held.state === "over") {
      return;
    }
    try {
      this.#send(held, held.evaluates ? evaluatorAnswer(value) : handlerAnswer(value), 0);
    } catch (error) {
      this.#failed(held, error);
    }
  }

  /** Throws nothing, whatever was thrown: who calls it is called by nobody who would hear of it. */
  #failed(held: HeldTask, thrown: unknown): void {
    if (held.state === "over") {
      return;
    }
    const error = tellable(thrown);
    if (held.state === "lost") {
      this.#leave(held);
      this.#parts.onLeft();
      return;
    }
    const gaveUp = error instanceof TaskCancelled || held.isAbort(error);
    if (held.state === "late" || (gaveUp && held.toldLost && !held.cancelling)) {
      this.#parts.log.debug("handler gave up: given back", { ...held.fields(), error });
      this.#leave(held);
      this.#giveBack(held, 0);
      return;
    }
    if (!held.evaluates && (error instanceof TaskCancelled || (held.cancelling && held.isAbort(error)))) {
      this.#send(held, { outcome: { cancelled: { message: messageOf(error) } } }, 0);
      return;
    }
    this.#parts.log.debug("handler failed", { ...held.fields(), error });
    this.#send(held, { outcome: { failure: failureOfError(error) } }, 0);
  }

  #send(held: HeldTask, answer: Answer, tries: number): void {
    held.state = "settled";
    this.#parts.progress.forget(held);
    const completion = completionOf(held, answer);
    const { codec } = this.#parts.client;
    if (codec === undefined) {
      this.#push(held, completion, tries);
      return;
    }
    encodePayloads(TaskCompletionSchema, completion, codec).then(
      (encoded) => this.#push(held, encoded, tries),
      (error: unknown) => this.#push(held, codecFailed(held, error), tries),
    );
  }

  #push(held: HeldTask, completion: TaskCompletion, tries: number): void {
    const { outbox, log } = this.#parts;
    try {
      outbox.push({ held, completion, weight: weightOf(completion), delayMs: 0, tries });
    } catch (error) {
      log.error(`outcome refused: ${messageOf(error)}`, held.fields());
      const refused = refusedOutcome(held, messageOf(error));
      outbox.push({ held, completion: refused, weight: weightOf(refused), delayMs: 0, tries });
    }
  }

  #giveBack(held: HeldTask, delayMs: number): void {
    held.state = "over";
    this.#parts.outbox.push({ held, completion: undefined, weight: WEIGHT_OF_RELEASE, delayMs, tries: 0 });
  }

  #leave(held: HeldTask): void {
    held.state = "over";
    this.#held.delete(held.message.claimToken);
    this.#done.add(held.message.claimToken);
    this.#parts.progress.forget(held);
  }
}
