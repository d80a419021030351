/**
 * What a new flow may begin with: how far its tasks had come elsewhere, or in an earlier run of the same flow.
 */
import type { StoredFailure } from "../state/failure.js";
import type { StoredPayload } from "../state/payload.js";
import type { ScopeAttempt } from "../state/reversal.js";
import type { FlowState, Intent, TaskState } from "../state/states.js";

/** How far it had come: 0 to 1, and more about it; absent time = now. */
export interface ProgressSnapshot<Payload = StoredPayload> {
  readonly fraction: number;
  readonly details?: Payload;
  readonly updateTime?: number;
}

/** How one task stands. Payloads and failures are those that callers give, or as state keeps them. */
export interface TaskSnapshot<Payload = StoredPayload, Failure = StoredFailure, Attempt = ScopeAttempt> {
  /** The task's name. One that the definition does not have is not run; its failure counts. */
  readonly taskId: string;
  /** What was under way is offered again. */
  readonly state: TaskState;
  /** Absent = what the state says: RETRY where it is RETRYING, REVERT where it is being undone or was, SKIP, else EXECUTE. */
  readonly intent?: Intent;
  /** How often it was claimed: the next attempt has the number behind it. */
  readonly attempt: number;
  readonly result?: Payload;
  /** Required where it is FAILED. */
  readonly failure?: Failure;
  readonly revertResult?: Payload;
  /** Required where it is REVERT_FAILED. */
  readonly revertFailure?: Failure;
  /**
   * Of a controller: each time that its scope ran, oldest first; the last one is under way where the controller has ended
   * and is not tried again yet.
   */
  readonly history?: readonly Attempt[];
  /** Of one that has ended. What is offered again has an attempt of its own. */
  readonly progress?: ProgressSnapshot<Payload>;
  /** Kept with the task as it is. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface FlowSnapshot<Task = TaskSnapshot> {
  /**
   * SUSPENDED and SUSPENDING: nothing is offered before it is resumed. PENDING: nothing has begun. REVERTING and REVERTED:
   * all of it is undone. Of the others only what follows from the tasks counts.
   */
  readonly state: FlowState;
  /** Those that are not named are as if nothing had happened to them. */
  readonly tasks: readonly Task[];
}

/** Whether all of a flow in this state is undone, or was. */
export function isUndone(state: FlowState): boolean {
  return state === "REVERTING" || state === "REVERTED";
}

export function intentOf({ intent, state }: Pick<TaskSnapshot, "intent" | "state">): Intent {
  if (intent !== undefined) return intent;
  if (state === "RETRYING") return "RETRY";
  if (state === "REVERTING" || state === "REVERTED" || state === "REVERT_FAILED") return "REVERT";
  return state === "SKIPPED" ? "SKIP" : "EXECUTE";
}
