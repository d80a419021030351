/**
 * A definition: what should happen. Immutable, plain values, durations in milliseconds.
 */
import type { Payload } from "../state/payload.js";

export type FailureMode = "CONTINUE" | "STOP";

export type OnLost = "REDELIVER" | "FAIL";

export interface RetryPolicy {
  /** How often a task is tried in all, the first included. 1 = never again. */
  readonly maxAttempts: number;
  readonly initialIntervalMs: number;
  readonly multiplier: number;
  /** 0 = no upper bound. */
  readonly maxIntervalMs: number;
  /** Share of the interval, 0..1, by which it is shortened at random. */
  readonly jitter: number;
  /** Failure types that end the task at once. */
  readonly nonRetryableTypes: readonly string[];
}

/** Each absent = no such limit; milliseconds. */
export interface Timeouts {
  /** From READY to the claim; an expiry counts as a try. */
  readonly readyToClaimMs?: number;
  /** From the claim to the outcome. */
  readonly runMs?: number;
  /** The longest time without a progress report while claimed. */
  readonly heartbeatMs?: number;
  /** From READY to the outcome, whoever works on it, anew for each attempt. */
  readonly attemptMs?: number;
  /** From the moment its dependencies hold to the final outcome; never retried. */
  readonly totalMs?: number;
}

export interface TaskDefinition {
  readonly name: string;
  /** Absent for a no-op, which is done in the step that reaches it. */
  readonly type?: string;
  /** The queue it is offered on: defaults to the type; absent for a no-op. */
  readonly queue?: string;
  readonly input?: Payload;
  readonly dependsOn: readonly string[];
  /** Absent = the flow's default. */
  readonly retry?: RetryPolicy;
  readonly timeouts: Timeouts;
  readonly delayMs: number;
  readonly delayAfterMs: number;
  readonly priority: number;
  readonly needsFlowInput: boolean;
  /** Whose results are delivered with it; absent = those of `dependsOn`. */
  readonly reads?: readonly string[];
  readonly onLost: OnLost;
  readonly labels: Readonly<Record<string, string>>;
}

export interface FlowDefinition {
  readonly name: string;
  readonly version: string;
  readonly tasks: readonly TaskDefinition[];
  readonly failureMode: FailureMode;
  /** From the flow's start; absent = none. */
  readonly timeoutMs?: number;
  /** Absent = one try. */
  readonly defaultRetry?: RetryPolicy;
  /** How many tasks may be RUNNING at once; 0 = no bound. */
  readonly maxParallel: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a definition says of the flow beside its tasks. */
export type FlowSettings = Omit<FlowDefinition, "tasks">;
