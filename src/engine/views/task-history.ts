/**
 * What a task has behind it: its attempts, and, where it controls a scope, each time that this has run; all of them, but
 * of their failures and results only what fits.
 */
import { scopeAttempts } from "../../core/decide/scope-history.js";
import { LIMITS } from "../../core/limits.js";
import { attemptEndOf } from "../../core/state/attempt-end-of.js";
import type { StoredFailure } from "../../core/state/failure.js";
import type { AttemptRecord, NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import type { ScopeAttempt } from "../../core/state/reversal.js";
import type { TaskAttempt, TaskDetails } from "../values.js";
import { Budget, fittingFailure, newestFirst, sumOfSizes, withFittingFailures, withFittingValues } from "./fitting.js";
import { payloadsOfAttempts, scopeHistoryValue } from "./reversal-value.js";
import { failureValue, type PayloadLookup } from "./stored-payloads.js";
import { flowOfAttempt, type TaskSource } from "./task-value.js";
import { textsBytes } from "./text-bytes.js";

/** What an attempt takes beside its failure, roughly; bytes. */
const ATTEMPT_BYTES = 300;

type Attempt = Omit<TaskAttempt, "failure"> & { readonly failure?: StoredFailure };

export interface TaskHistory {
  /** The oldest first. */
  readonly attempts: readonly Attempt[];
  /** The oldest first; absent = it controls no scope. */
  readonly scope?: readonly ScopeAttempt[];
  /** Some payloads are left out. */
  readonly truncated: boolean;
}

export const NO_HISTORY: TaskHistory = { attempts: [], truncated: false };

export function taskHistory(source: TaskSource, entry: NodeEntry): TaskHistory {
  const attempts = [
    ...(entry.history ?? []).map((record) => recordedAttempt(source, record)),
    ...latestAttempt(source, entry),
  ];
  const { definition, node } = source;
  const isController = definition.scopes?.controlledBy.has(node.number) === true;
  return {
    attempts: attempts.slice(-LIMITS.attemptsKept),
    ...(isController && { scope: scopeAttempts(entry) }),
    truncated: false,
  };
}

/** What of it fits into so many bytes. */
export function fittingHistory(history: TaskHistory, bytes: number): TaskHistory {
  const { attempts, scope } = history;
  const room = bytes - bytesBeside(history);
  if (sumOfSizes(payloadsOfHistory(history)) <= room) return history;
  const budget = new Budget(room);
  const valued = scope && withFittingValues(scope, budget);
  return {
    attempts: newestFirst(attempts, (attempt) => withFittingFailure(attempt, budget)),
    ...(valued !== undefined && { scope: withFittingFailures(valued, budget) }),
    truncated: true,
  };
}

function withFittingFailure(attempt: Attempt, budget: Budget): Attempt {
  const { failure } = attempt;
  return failure === undefined ? attempt : { ...attempt, failure: fittingFailure(failure, budget) };
}

export function historyBytes(history: TaskHistory): number {
  return bytesBeside(history) + sumOfSizes(payloadsOfHistory(history));
}

/** Beside the payloads. */
function bytesBeside({ attempts, scope = [] }: TaskHistory): number {
  const texts = [
    ...attempts.flatMap(({ failure }) => textsOf(failure)),
    ...scope.flatMap(({ failures, own }) => [
      ...failures.flatMap(({ task, failure }) => [task, ...textsOf(failure)]),
      ...textsOf(own),
    ]),
  ];
  return attempts.length * ATTEMPT_BYTES + textsBytes(texts);
}

function textsOf(failure: StoredFailure | undefined): readonly string[] {
  return failure === undefined ? [] : [failure.type, failure.message];
}

export function payloadsOfHistory({ attempts, scope = [] }: TaskHistory): (StoredPayload | undefined)[] {
  return [...attempts.map(({ failure }) => failure?.body), ...payloadsOfAttempts(scope)];
}

export function historyValue(
  { attempts, scope, truncated }: TaskHistory,
  lookup: PayloadLookup,
): Pick<TaskDetails, "attempts" | "scopeHistory" | "failuresTruncated"> {
  return {
    attempts: attempts.map(({ failure, ...attempt }) => ({
      ...attempt,
      ...(failure !== undefined && { failure: failureValue(failure, lookup) }),
    })),
    ...(scope !== undefined && { scopeHistory: scopeHistoryValue(scope, lookup) }),
    failuresTruncated: truncated,
  };
}

function recordedAttempt(source: TaskSource, record: AttemptRecord): Attempt {
  const { attempt, tries, readyTime, claimTime, endTime, end, outcomeDigest, failure, child, revert } = record;
  return {
    attempt,
    tries,
    workerId: record.worker ?? "",
    sessionId: record.session ?? "",
    readyTime,
    endTime,
    end,
    ...(claimTime !== undefined && { claimTime }),
    ...(child !== undefined && { childFlowId: flowOfAttempt(source, attempt) }),
    ...(outcomeDigest !== undefined && { outcomeDigest }),
    ...(failure !== undefined && { failure }),
    kind: revert === true ? "REVERT" : "EXECUTE",
  };
}

/** The attempt that ended the task: it is in no record. */
function latestAttempt(source: TaskSource, entry: NodeEntry): Attempt[] {
  const { attempt, tries, readyTime, claim, endTime, outcomeDigest, child, reversal } = entry;
  const failure = reversal?.begun === true ? reversal.failure : entry.failure;
  const recorded = entry.history?.some((record) => record.attempt === attempt) ?? false;
  const end = attemptEndOf(entry);
  if (attempt === 0 || recorded || readyTime === undefined || end === undefined) return [];
  return [
    {
      attempt,
      tries,
      workerId: claim?.worker ?? "",
      sessionId: claim?.session ?? "",
      readyTime,
      ...(claim !== undefined && { claimTime: claim.claimTime }),
      ...(endTime !== undefined && { endTime }),
      end,
      ...(child !== undefined && { childFlowId: flowOfAttempt(source, attempt) }),
      ...(outcomeDigest !== undefined && { outcomeDigest }),
      ...(failure !== undefined && { failure }),
      kind: reversal?.begun === true ? "REVERT" : "EXECUTE",
    },
  ];
}
