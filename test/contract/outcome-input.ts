/**
 * What the contract's tests say became of a task.
 */
import type { SpecFile } from "./values.js";

export interface FailureInput {
  readonly type: string;
  readonly message?: string;
  readonly details?: unknown;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  readonly causes?: readonly FailureInput[];
}

/** At most one; none is refused by the engine. `result: undefined` is an empty result. */
export interface Outcome {
  readonly result?: unknown;
  readonly failure?: FailureInput;
  readonly deferred?: { readonly timeoutMs?: number; readonly heartbeatTimeoutMs?: number };
  readonly cancelled?: { readonly message?: string };
  readonly spawn?: SpawnInput;
}

export interface SpawnInput {
  readonly spec?: SpecFile;
  readonly flowDigest?: string;
  readonly input?: unknown;
  readonly labels?: Readonly<Record<string, string>>;
}
