/**
 * What state keeps of a task that is to be undone or tried again with its scope, and of the scope that a task controls.
 */
import type { StoredFailure } from "./failure.js";
import type { StoredPayload } from "./payload.js";
import type { TaskState } from "./states.js";

/** What should happen to a task, where that is not that it is executed. */
export interface Reversal {
  /** REVERT: it is undone, or, where it has not begun, does not begin. RETRY: of a controller, it runs once more when all behind it is undone. */
  readonly intent: "REVERT" | "RETRY";
  /** Its REVERT item is open, or was: claims, timers and outcomes since are that item's. */
  readonly begun?: true;
  /** What its revert resulted in. */
  readonly result?: StoredPayload;
  /** Why its revert failed. */
  readonly failure?: StoredFailure;
  /** With RETRY: how long the controller waits before it runs. */
  readonly delayMs?: number;
}

/** One time that a scope ran. */
export interface ScopeAttempt {
  /** What its controller resulted in. */
  readonly value?: StoredPayload;
  /** Of each task that failed, and of each inner scope that its controller gave up, by name, the first failure. */
  readonly failures: readonly NamedFailure[];
  /** The controller's own. */
  readonly own?: StoredFailure;
}

export interface NamedFailure {
  readonly task: string;
  readonly failure: StoredFailure;
}

/** Of the scope that a task controls. */
export interface ScopeHistory {
  /** How often the scope has been tried again. */
  readonly retries: number;
  /** Those in which something failed, the one under way included: at most one more than `retries`. */
  readonly attempts: readonly ScopeAttempt[];
}

/** Nothing has happened to it, or it was reset: it waits as if it were new. */
export function isUntouched(entry: { readonly state: TaskState; readonly reversal?: Reversal } | undefined): boolean {
  return entry === undefined || (entry.state === "PENDING" && entry.reversal === undefined);
}

/** It will not begin: it was to be undone before it had. */
export function isWithheld({ state, reversal }: { readonly state: TaskState; readonly reversal?: Reversal }): boolean {
  return state === "PENDING" && reversal !== undefined;
}

/** The state in which somebody works on its open item. */
export function workingState({ reversal }: { readonly reversal?: Reversal }): "RUNNING" | "REVERTING" {
  return reversal?.begun === true ? "REVERTING" : "RUNNING";
}
