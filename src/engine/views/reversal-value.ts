/**
 * What of a task is undone, and the history of scopes, as callers see them.
 */
import { scopeAttempts } from "../../core/decide/scope-history.js";
import type { StoredFailure } from "../../core/state/failure.js";
import { hasEnded } from "../../core/state/fired-edges.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import type { ScopeAttempt as StoredAttempt } from "../../core/state/reversal.js";
import { isAtWork } from "../../core/state/states.js";
import type { Failure, Intent, ScopeAttempt, TaskDetails, WorkKind } from "../values.js";
import { failureValue, type PayloadLookup } from "./stored-payloads.js";

export function intentOf(entry: NodeEntry | undefined): Intent {
  if (entry?.evaluation?.skips === true) return "SKIP";
  return entry?.reversal?.intent ?? (entry?.state === "SKIPPED" ? "SKIP" : "EXECUTE");
}

/** Of what can still be answered: something is to be decided, or the task, or its revert, is offered, held or deferred; `type` is the
 * item's. */
export function openKind(entry: NodeEntry | undefined, type: string): WorkKind | undefined {
  if (entry === undefined) return undefined;
  if (entry.evaluation !== undefined || (entry.item !== undefined && !hasEnded(entry))) return "EVALUATE";
  // What runs as a flow is nobody's to answer.
  if (type === "" || entry.child !== undefined) return undefined;
  if (entry.reversal?.begun === true) return entry.state === "DELAYED" || isOpen(entry) ? "REVERT" : undefined;
  return isOpen(entry) ? "EXECUTE" : undefined;
}

function isOpen({ state }: NodeEntry): boolean {
  return state === "READY" || isAtWork(state);
}

/** What its revert resulted in: the result only where `lookup` has it. */
export function revertValues(entry: NodeEntry | undefined, lookup?: PayloadLookup): Partial<TaskDetails> {
  const { result, failure } = entry?.reversal ?? {};
  return {
    ...(result !== undefined && lookup !== undefined && { revertResult: lookup(result) }),
    ...(failure !== undefined && { revertFailure: failureValue(failure, lookup) }),
  };
}

export function scopeHistoryValue(attempts: readonly StoredAttempt[], lookup: PayloadLookup): ScopeAttempt[] {
  return attempts.map(({ value, failures, own }) => ({
    ...(value !== undefined && { value: lookup(value) }),
    failures: failuresValue(
      failures.map(({ task, failure }) => [task, failure]),
      lookup,
    ),
    ...(own !== undefined && { own: failureValue(own, lookup) }),
  }));
}

export function failuresValue(
  failures: readonly (readonly [name: string, failure: StoredFailure])[],
  lookup: PayloadLookup,
): Readonly<Record<string, Failure>> {
  return Object.fromEntries(failures.map(([name, failure]) => [name, failureValue(failure, lookup)]));
}

export function payloadsOfAttempts(attempts: readonly StoredAttempt[]): (StoredPayload | undefined)[] {
  return attempts.flatMap(({ value, failures, own }) => [
    value,
    own?.body,
    ...failures.map(({ failure }) => failure.body),
  ]);
}

/** The payloads that `revertValues` and the scope's history look up. */
export function payloadsUndone(entry: NodeEntry): (StoredPayload | undefined)[] {
  const { reversal, scope } = entry;
  const attempts = scope === undefined ? [] : payloadsOfAttempts(scopeAttempts(entry));
  return [reversal?.result, reversal?.failure?.body, ...attempts];
}
