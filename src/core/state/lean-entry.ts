/**
 * What an entry can do without. In a state that has become large an entry that changes keeps the newest of its earlier
 * attempts alone and short texts of failures; in one that is full every entry keeps nothing but what is decided by. So an
 * outcome finds room, whatever has been kept before.
 */
import type { StoredFailure } from "./failure.js";
import type { AttemptRecord, NodeEntry } from "./node-entry.js";
import type { Outcome } from "./outcome.js";
import type { StoredPayload } from "./payload.js";
import type { ScopeAttempt, ScopeHistory } from "./reversal.js";
import { isTerminalTask } from "./states.js";
import { withField } from "./with-field.js";

/** A message of more bytes is cut to so many characters. */
const MESSAGE_BYTES = 384;
const MESSAGE_CHARACTERS = 128;
/** Of a reason for which there is no body: as much as failures have in any state. */
const REASON_CHARACTERS = 512;
/** The newest of a scope, and how many failures of each. */
const SCOPE_ATTEMPTS = 10;
const SCOPE_FAILURES = 100;

/** Gives a failure as a payload, so that nothing of it is lost where its message is cut. */
export type BodyOf = (failure: StoredFailure) => StoredPayload;

/** The entry itself where it has no more than that. */
export function leanEntry(entry: NodeEntry, bodyOf: BodyOf): NodeEntry {
  const { history, failure, reversal, scope, pending, progress } = entry;
  let lean = entry;
  if (history !== undefined) lean = withField(lean, "history", leanHistory(history));
  if (failure !== undefined) lean = withField(lean, "failure", leanFailure(failure, bodyOf));
  if (pending !== undefined) lean = withField(lean, "pending", leanPending(pending, bodyOf));
  if (reversal?.failure !== undefined) {
    lean = withField(lean, "reversal", withField(reversal, "failure", leanFailure(reversal.failure, bodyOf)));
  }
  if (scope !== undefined) lean = withField(lean, "scope", leanScope(scope, SCOPE_ATTEMPTS, bodyOf));
  if (progress?.details !== undefined && isTerminalTask(entry.state)) {
    const { details: _, ...told } = progress;
    lean = { ...lean, progress: told };
  }
  return lean;
}

/** With nothing but what is decided by: of what has ended not who has worked on it, and the last round and try alone. */
export function barestEntry(entry: NodeEntry, bodyOf: BodyOf): NodeEntry {
  let bare = withBareHistory(leanEntry(entry, bodyOf));
  const { rounds, scope, claim, state } = bare;
  if (rounds !== undefined && rounds.results.length > 1) {
    bare = { ...bare, rounds: { ...rounds, results: rounds.results.slice(-1) } };
  }
  if (scope !== undefined) bare = withField(bare, "scope", leanScope(scope, 1, bodyOf));
  if (claim !== undefined && isTerminalTask(state) && (claim.worker !== "" || claim.session !== "")) {
    const { owner: _, ...fence } = claim;
    bare = { ...bare, claim: { ...fence, worker: "", session: "" } };
  }
  return bare;
}

/** The newest alone: who repeats what was answered last is still recognised. */
function leanHistory(history: readonly AttemptRecord[]): readonly AttemptRecord[] {
  const last = history.at(-1);
  if (last === undefined) return history;
  const { failure } = last;
  if (failure?.body === undefined && !isLong(failure?.message)) return history.length === 1 ? history : [last];
  const { type, message, retryable } = failure ?? { type: "", message: "", retryable: true };
  return [{ ...last, failure: { type, message: message.slice(0, MESSAGE_CHARACTERS), retryable } }];
}

/** Repeats are recognised still; of what has ended its own entry knows the outcome. */
function withBareHistory(entry: NodeEntry): NodeEntry {
  const { history, ...others } = entry;
  const last = history?.at(-1);
  if (last === undefined) return entry;
  if (isTerminalTask(entry.state) && last.attempt !== entry.attempt) return others;
  const { worker, session, failure, ...record } = last;
  const isBare = worker === undefined && session === undefined && failure === undefined;
  return isBare ? entry : { ...entry, history: [record] };
}

function leanFailure(failure: StoredFailure, bodyOf: BodyOf): StoredFailure {
  if (!isLong(failure.message)) return failure;
  const body = failure.body ?? bodyOf(failure);
  return { ...failure, message: failure.message.slice(0, MESSAGE_CHARACTERS), body };
}

function leanPending(pending: Outcome, bodyOf: BodyOf): Outcome {
  if (pending.kind === "failure") return withField(pending, "failure", leanFailure(pending.failure, bodyOf));
  if (pending.kind === "result" || pending.message.length <= REASON_CHARACTERS) return pending;
  return { ...pending, message: pending.message.slice(0, REASON_CHARACTERS) };
}

/** As many attempts as before: their places count. */
function leanScope(scope: ScopeHistory, kept: number, bodyOf: BodyOf): ScopeHistory {
  const oldest = scope.attempts.length - kept;
  const attempts = scope.attempts.map((attempt, place) =>
    place < oldest ? withoutContent(attempt) : leanScopeAttempt(attempt, bodyOf),
  );
  return attempts.every((attempt, place) => attempt === scope.attempts[place]) ? scope : { ...scope, attempts };
}

function withoutContent(attempt: ScopeAttempt): ScopeAttempt {
  return attempt.value === undefined && attempt.own === undefined && attempt.failures.length === 0
    ? attempt
    : { failures: [] };
}

function leanScopeAttempt(attempt: ScopeAttempt, bodyOf: BodyOf): ScopeAttempt {
  const { failures, own } = attempt;
  const lean = failures
    .slice(0, SCOPE_FAILURES)
    .map((named) => withField(named, "failure", leanFailure(named.failure, bodyOf)));
  const isSame = lean.length === failures.length && lean.every((named, place) => named === failures[place]);
  const kept = isSame ? attempt : { ...attempt, failures: lean };
  return own === undefined ? kept : withField(kept, "own", leanFailure(own, bodyOf));
}

function isLong(message = ""): boolean {
  return message.length > MESSAGE_CHARACTERS && Buffer.byteLength(message) > MESSAGE_BYTES;
}
