/**
 * The history of a scope: what its controller resulted in each time it ran, and what failed then.
 */
import type { CompiledScope } from "../definition/scopes.js";
import type { StoredFailure } from "../state/failure.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { ScopeAttempt, ScopeHistory } from "../state/reversal.js";
import type { Draft } from "./draft.js";

/** Of each name the first failure of an attempt counts. */
export function noteFailure(draft: Draft, { controller }: CompiledScope, task: string, failure: StoredFailure): void {
  const entry = draft.entry(controller);
  if (entry === undefined) throw new Error(`controller ${controller} has no entry`);
  const { retries, attempts }: ScopeHistory = entry.scope ?? { retries: 0, attempts: [] };
  const current = attempts[retries] ?? attemptOf(entry);
  if (current.failures.some((known) => known.task === task)) return;
  const noted: ScopeAttempt = { ...current, failures: [...current.failures, { task, failure }] };
  draft.amend(controller, { scope: { retries, attempts: [...attempts.slice(0, retries), noted] } });
}

/** The attempt under way as its controller began it. */
export function attemptOf({ result, failure }: NodeEntry): ScopeAttempt {
  return {
    ...(result !== undefined && { value: result }),
    failures: [],
    ...(failure !== undefined && { own: failure }),
  };
}

/** All of its attempts so far, the one under way included once its controller has run in it. */
export function scopeAttempts(entry: NodeEntry): readonly ScopeAttempt[] {
  const { retries, attempts }: ScopeHistory = entry.scope ?? { retries: 0, attempts: [] };
  const hasRun = entry.result !== undefined || entry.failure !== undefined || entry.state === "SUCCEEDED";
  return attempts.length > retries || !hasRun ? attempts : [...attempts, attemptOf(entry)];
}
