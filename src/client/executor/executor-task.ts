/**
 * A task as its handler sees it: the plain values of ReadyTask, decoded when they are asked for.
 */
import { durationMs } from "@bufbuild/protobuf/wkt";
import type { ReadyTask as ReadyTaskMessage } from "#gen/lazyengine/v1/ready_task_pb.js";
import { Intent } from "#gen/lazyengine/v1/states_pb.js";
import { WorkKind as WorkKindEnum } from "#gen/lazyengine/v1/work_kind_pb.js";
import { failureValues } from "../failures.js";
import { payloadValue } from "../payload.js";
import { scopeAttemptValue } from "../scopes.js";
import { timeOf } from "../times.js";
import type { Failure, OwnOutcome, Phase, ScopeAttempt, TaskCause, WorkKind } from "../values.js";
import { causeValue, nameOf, ownValue, payloadValues, phaseValue } from "../values-of-messages.js";

export class ExecutorTask {
  readonly #message: ReadyTaskMessage;
  #results: Readonly<Record<string, unknown>> | undefined;

  constructor(message: ReadyTaskMessage) {
    this.#message = message;
  }

  get flowId(): string {
    return this.#message.flowId;
  }

  get taskId(): string {
    return this.#message.taskId;
  }

  get name(): string {
    return this.#message.name;
  }

  get type(): string {
    return this.#message.type;
  }

  get queue(): string {
    return this.#message.queue;
  }

  /** The number of this attempt, 1 for the first claim. */
  get attempt(): number {
    return this.#message.attempt;
  }

  /** Failures and timeouts so far. */
  get tries(): number {
    return this.#message.tries;
  }

  /** Proves the claim: what an outsider needs to finish a deferred task as this attempt. */
  get claimToken(): string {
    return this.#message.claimToken;
  }

  /** What the definition gives it. */
  get input(): unknown {
    return payloadValue(this.#message.input);
  }

  /** Of an item of a list: what it is to be done for. */
  get item(): unknown {
    return payloadValue(this.#message.item);
  }

  /** Of an item of a list: its place there, from 0; undefined = it runs once. */
  get itemIndex(): number | undefined {
    return this.#message.itemIndex;
  }

  /** What the flow was given, where the definition asks for it. */
  get flowInput(): unknown {
    return payloadValue(this.#message.flowInput);
  }

  /** The results of the tasks it reads, by task_id: all of them, however many. */
  get dependencyResults(): Readonly<Record<string, unknown>> {
    this.#results ??= payloadValues(this.#message.dependencyResults);
    return this.#results;
  }

  get priority(): number {
    return this.#message.priority;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#message.labels;
  }

  /** Milliseconds since the epoch, by the database's clock. */
  get readyTime(): number | undefined {
    return timeOf(this.#message.readyTime);
  }

  /** When the earliest timeout of this attempt runs out, heartbeat aside; milliseconds since the epoch. */
  get deadline(): number | undefined {
    return timeOf(this.#message.deadline);
  }

  /** Progress is to be reported more often than this. */
  get heartbeatTimeoutMs(): number | undefined {
    const { heartbeatTimeout } = this.#message;
    return heartbeatTimeout === undefined ? undefined : durationMs(heartbeatTimeout);
  }

  /** What to do with it. */
  get kind(): WorkKind {
    return nameOf(WorkKindEnum, this.#message.kind);
  }

  /** With kind EVALUATE: what is to be decided. */
  get phase(): Phase | undefined {
    return phaseValue(this.#message.phase);
  }

  /** With phase END: whether a caller skips the task: then it is decided which of its edges fire. */
  get isSkipped(): boolean {
    return this.#message.intent === Intent.SKIP;
  }

  /** With phase END: the outcome that is to be decided about; undefined for a no-op. With kind REVERT: what is to be undone. */
  get own(): OwnOutcome | undefined {
    return ownValue(this.#message.own);
  }

  /** What led here, with the contexts that are handed on. */
  get causes(): readonly TaskCause[] {
    return this.#message.causes.map(causeValue);
  }

  /** Some of `causes`, or of their contexts, are left out. */
  get contextsTruncated(): boolean {
    return this.#message.contextsTruncated;
  }

  /** What the item before of this instance has left. */
  get memo(): unknown {
    return payloadValue(this.#message.memo);
  }

  /** The flow's globals, where the definition asks for them. */
  get globals(): Readonly<Record<string, unknown>> {
    return payloadValues(this.#message.globals);
  }

  /** With kind REVERT by task_id the failures that led to it, with phase FAILURE by name those to be decided about. */
  get failures(): Readonly<Record<string, Failure>> {
    return failureValues(this.#message.failures);
  }

  /** Of a controller: each time that its scope has run so far. */
  get history(): readonly ScopeAttempt[] {
    return this.#message.history.map(scopeAttemptValue);
  }

  /** Of `failures` and `history` some details, causes and values are left out, the oldest first. */
  get failuresTruncated(): boolean {
    return this.#message.failuresTruncated;
  }

  /** The W3C `traceparent` that came with Run; empty = none. */
  get traceContext(): string {
    return this.#message.traceContext;
  }
}
