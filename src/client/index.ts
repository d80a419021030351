/**
 * The client of a LazyEngine server: calls with plain values, flows as handles, executors, and the file form of
 * definitions.
 */
export { Client, type ClientOptions } from "./client.js";
export type {
  ConcurrencyKey,
  ConcurrencyKeyList,
  ListConcurrencyKeysOptions,
  UpdateConcurrencyKeyOptions,
  UpdateConcurrencyKeyResponse,
} from "./concurrency-keys.js";
export type { ConnectionOptions, TlsOptions } from "./connection-options.js";
export type { Decision, FlowEnd, Plan } from "./decision.js";
export * from "./executor/index.js";
export type { QueueView, SlotState, TaskExplanation, TaskReason, TaskReasonKind, TaskSource } from "./explanation.js";
export type { FailureInput } from "./failures.js";
export type { Dependency, Edge, EdgeOutcome, Join } from "./flow-edges.js";
export { FlowFailed } from "./flow-failed.js";
export { FlowFileError } from "./flow-file/flow-file-error.js";
export { parseFlowFile } from "./flow-file/parse-flow-file.js";
export { readFlowFile } from "./flow-file/read-flow-file.js";
export { FlowHandle } from "./flow-handle.js";
export {
  type Evaluate,
  type FlowSpec,
  flowSpecMessage,
  type Repeat,
  type RetryPolicy,
  type TaskSpec,
  type Timeouts,
} from "./flow-spec.js";
export type { ForEach } from "./for-each.js";
export { type FieldViolation, LazyEngineError, type StatusCode } from "./lazy-engine-error.js";
export type { CallOptions, MessageCalls } from "./message-calls.js";
export { Payload } from "./payload.js";
export type { PayloadCodec } from "./payload-codec.js";
export type {
  ListQueuesOptions,
  Queue,
  QueueList,
  QueueWork,
  RateLimit,
  RateLimitInput,
  UpdateQueueOptions,
  UpdateQueueResponse,
} from "./queues.js";
export type * from "./requests.js";
export type { Retention, RetentionRule, SetRetentionOptions } from "./retention.js";
export type { RetryOptions } from "./retrying-call.js";
export type { AssumptionInput, SimulatedTask, SimulateOptions, Simulation, SimulationSubject } from "./simulation.js";
export type { FlowSnapshot, ScopeAttemptInput, TaskSnapshot } from "./snapshot.js";
export { isEnded } from "./states.js";
export type { DurationInput } from "./times.js";
export type * from "./values.js";
