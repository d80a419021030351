/**
 * What the contract's tests have a flow begin with.
 */
import type { FailureInput } from "./outcome-input.js";

export interface SnapshotInput {
  readonly state: "RUNNING" | "SUSPENDED" | "REVERTING";
  readonly tasks: readonly TaskSnapshotInput[];
}

/** The states and intents that the tests name. */
export interface TaskSnapshotInput {
  readonly taskId: string;
  readonly state: "SUCCEEDED" | "RUNNING" | "FAILED" | "REVERTED";
  readonly intent?: "REVERT";
  readonly attempt?: number;
  readonly result?: unknown;
  readonly failure?: FailureInput;
  readonly revertResult?: unknown;
  readonly history?: readonly ScopeAttemptInput[];
  readonly progress?: { readonly fraction: number; readonly details?: unknown };
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ScopeAttemptInput {
  readonly value?: unknown;
  readonly failures: Readonly<Record<string, FailureInput>>;
}
