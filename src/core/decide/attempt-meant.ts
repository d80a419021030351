/**
 * Which attempt a completion means, and what has become of that attempt: decisions (2) to (6) of a completion, before
 * anything is changed.
 */
import { runsItems } from "../state/item-lists.js";
import type { AttemptRecord, NodeEntry } from "../state/node-entry.js";
import { isAtWork, isTerminalTask } from "../state/states.js";

/** How a completion names its attempt. */
export interface Named {
  readonly token?: string;
  readonly attempt?: number;
}

export type Meant =
  /** It may be completed by who holds its claim, or, deferred or never claimed, by anybody. */
  | { readonly kind: "open"; readonly byToken: boolean }
  /** READY and never claimed in this try: the completion counts as a claim. */
  | { readonly kind: "unclaimed" }
  /** It has an outcome. `digest` is absent for a no-op, which has none of its own. */
  | { readonly kind: "recorded"; readonly attempt: number; readonly digest?: string }
  /** It ended without an outcome, or a later one was claimed, or it is beyond the kept history. */
  | { readonly kind: "superseded" }
  /** It has not begun. */
  | { readonly kind: "early" }
  /** The task was skipped, or cancelled, before anybody claimed it. */
  | { readonly kind: "closed" };

/**
 * By token, else by number, else the one that can be completed by anybody, else one with this outcome, else the latest.
 * `digest` is that of the outcome, absent for a deferral.
 */
export function attemptMeant(entry: NodeEntry | undefined, named: Named, digest: string | undefined): Meant {
  if (entry === undefined) return named.token === undefined ? { kind: "early" } : { kind: "superseded" };
  if (named.token !== undefined) return byToken(entry, named.token);
  if (runsItems(entry)) return { kind: "early" };
  if (named.attempt !== undefined) return byNumber(entry, named.attempt);
  if (entry.reversal?.begun === true) return executionMeant(entry, digest);
  if (isDeferred(entry)) return { kind: "open", byToken: false };
  if (isUnclaimed(entry)) return { kind: "unclaimed" };
  return byDigest(entry, digest) ?? latest(entry);
}

/** Claimed or taken over by an outsider, who alone finishes it. */
export function isDeferred(entry: NodeEntry): boolean {
  return isWorkedOn(entry) && entry.deferred !== undefined;
}

/** Not where the attempt is over and only a decision about it is missing, nor where it is the sum of items. */
function isWorkedOn(entry: NodeEntry): boolean {
  return isAtWork(entry.state) && entry.evaluation === undefined && !runsItems(entry);
}

/** READY, and never claimed in this try: neither lost by its holder nor given back. */
function isUnclaimed(entry: NodeEntry): boolean {
  return entry.state === "READY" && entry.claim === undefined && entry.history?.at(-1)?.end !== "RELEASED";
}

/** By its ids alone a task that is undone means its execution, which is over. */
function executionMeant({ history }: NodeEntry, digest: string | undefined): Meant {
  const executions = history?.filter(({ revert }) => revert === undefined);
  const same = digest === undefined ? undefined : recordedIn(executions, (record) => record.outcomeDigest === digest);
  return same ?? recordedIn(executions, () => true) ?? { kind: "superseded" };
}

function byToken(entry: NodeEntry, token: string): Meant {
  if (entry.claim?.token === token) {
    if (isWorkedOn(entry) || entry.state === "READY") return { kind: "open", byToken: true };
    return latest(entry);
  }
  return recordedIn(entry.history, (record) => record.token === token) ?? { kind: "superseded" };
}

function byNumber(entry: NodeEntry, attempt: number): Meant {
  if (attempt === entry.attempt) return latest(entry);
  if (attempt > entry.attempt) {
    if (attempt === entry.attempt + 1 && isUnclaimed(entry)) return { kind: "unclaimed" };
    return isClosed(entry) ? { kind: "closed" } : { kind: "early" };
  }
  return recordedIn(entry.history, (record) => record.attempt === attempt) ?? { kind: "superseded" };
}

function byDigest(entry: NodeEntry, digest: string | undefined): Meant | undefined {
  if (digest === undefined) return undefined;
  if (entry.outcomeDigest === digest) return { kind: "recorded", attempt: entry.attempt, digest };
  return recordedIn(entry.history, (record) => record.outcomeDigest === digest);
}

/** The attempt with the entry's own number. */
function latest(entry: NodeEntry): Meant {
  const { attempt, outcomeDigest, claim, history, state } = entry;
  if (outcomeDigest !== undefined) return { kind: "recorded", attempt, digest: outcomeDigest };
  if (isWorkedOn(entry) || (state === "READY" && claim !== undefined)) return { kind: "open", byToken: false };
  if (state === "SUCCEEDED" || state === "REVERTED") return { kind: "recorded", attempt };
  const recorded = recordedIn(history, (record) => record.attempt === attempt);
  if (recorded !== undefined) return recorded;
  // What was skipped while its last claim was lost was not taken from its holder: the task is closed.
  if (state === "SKIPPED" && claim !== undefined) return { kind: "closed" };
  if (state === "PENDING") return { kind: "early" };
  if (attempt > 0) return { kind: "superseded" };
  if (state === "READY") return { kind: "unclaimed" };
  if (isClosed(entry)) return { kind: "closed" };
  return isTerminalTask(state) ? { kind: "superseded" } : { kind: "early" };
}

function isClosed(entry: NodeEntry): boolean {
  return entry.state === "SKIPPED" || entry.state === "CANCELLED";
}

/** The newest record that matches and has an outcome. */
function recordedIn(
  history: readonly AttemptRecord[] | undefined,
  matches: (record: AttemptRecord) => boolean,
): Meant | undefined {
  const record = history?.findLast((one) => one.outcomeDigest !== undefined && matches(one));
  if (record?.outcomeDigest === undefined) return undefined;
  return { kind: "recorded", attempt: record.attempt, digest: record.outcomeDigest };
}
