/**
 * Moves aside what is large of a task that is undone, and of a scope's history.
 */
import type { StoredFailure } from "../../core/state/failure.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import type { Reversal, ScopeAttempt, ScopeHistory } from "../../core/state/reversal.js";

/** How a payload, and how the body of a failure, is replaced. */
export interface Replacing {
  payload(payload: StoredPayload): StoredPayload;
  failure(failure: StoredFailure): StoredFailure;
}

/** The entry itself where nothing differs. */
export function spilledUndone(entry: NodeEntry, replace: Replacing): NodeEntry {
  const { reversal, scope } = entry;
  const spilled = reversal === undefined ? entry : changed(entry, "reversal", spilledReversal(reversal, replace));
  return scope === undefined ? spilled : changed(spilled, "scope", spilledHistory(scope, replace));
}

function spilledReversal(reversal: Reversal, replace: Replacing): Reversal {
  const { result, failure } = reversal;
  const spilled = result === undefined ? reversal : changed(reversal, "result", replace.payload(result));
  return failure === undefined ? spilled : changed(spilled, "failure", replace.failure(failure));
}

function spilledHistory(history: ScopeHistory, replace: Replacing): ScopeHistory {
  const attempts = history.attempts.map((attempt) => spilledAttempt(attempt, replace));
  return attempts.some((attempt, place) => attempt !== history.attempts[place]) ? { ...history, attempts } : history;
}

function spilledAttempt(attempt: ScopeAttempt, replace: Replacing): ScopeAttempt {
  const { value, own } = attempt;
  const failures = attempt.failures.map((named) => changed(named, "failure", replace.failure(named.failure)));
  let spilled = attempt;
  if (failures.some((named, place) => named !== attempt.failures[place])) spilled = { ...spilled, failures };
  if (value !== undefined) spilled = changed(spilled, "value", replace.payload(value));
  return own === undefined ? spilled : changed(spilled, "own", replace.failure(own));
}

function changed<Value extends object, Key extends keyof Value>(value: Value, key: Key, field: Value[Key]): Value {
  return value[key] === field ? value : { ...value, [key]: field };
}
