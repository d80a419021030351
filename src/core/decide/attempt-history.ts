/**
 * The history of a task: one record for each attempt that ended without ending the task, the newest ten of them.
 */

import { LIMITS } from "../limits.js";
import { failureEnd } from "../state/attempt-end-of.js";
import type { StoredFailure } from "../state/failure.js";
import type { AttemptEnd, AttemptRecord, NodeEntry } from "../state/node-entry.js";

/** The record of the attempt under way, which ends now. `tries` counts it already where it counts. */
export function attemptRecord(
  attempt: NodeEntry,
  end: AttemptEnd,
  tries: number,
  now: number,
  failure?: StoredFailure,
): AttemptRecord {
  const { claim, outcomeDigest, requestId, child } = attempt;
  const claimTime = claim?.claimTime ?? attempt.startTime;
  return {
    attempt: attempt.attempt,
    tries,
    ...(claim !== undefined && { token: claim.token, worker: claim.worker, session: claim.session }),
    readyTime: attempt.readyTime ?? now,
    ...(claimTime !== undefined && { claimTime }),
    endTime: now,
    end,
    ...(outcomeDigest !== undefined && { outcomeDigest }),
    ...(failure !== undefined && { failure }),
    ...(requestId !== undefined && { requestId }),
    ...(attempt.reversal?.begun === true && { revert: true as const }),
    ...(child !== undefined && { child: true }),
    ...(child?.spawned !== undefined && { spawned: child.spawned.digest }),
  };
}

/** The history with the attempt that ended the task, or its revert, once something else begins with it. */
export function withLastAttempt(entry: NodeEntry, now: number): readonly AttemptRecord[] {
  const { attempt, history = [], tries, endTime = now, failure, reversal } = entry;
  // Of a task that was not tried again it is there already.
  if (attempt === 0 || history.at(-1)?.attempt === attempt) return history;
  const isRevert = reversal?.begun === true;
  const end = isRevert ? "SUCCEEDED" : executionEnd(entry);
  return withRecord(history, attemptRecord(entry, end, tries, endTime, isRevert ? undefined : failure));
}

function executionEnd(entry: NodeEntry): AttemptEnd {
  if (entry.state === "CANCELLED") return "CANCELLED";
  return entry.state === "FAILED" ? failureEnd(entry, entry.failure) : "SUCCEEDED";
}

/** The history with one more record; what was noted as lost under the same claim has ended otherwise now. */
export function withRecord(history: readonly AttemptRecord[] = [], record: AttemptRecord): readonly AttemptRecord[] {
  const others = record.token === undefined ? history : withoutLoss(history, record.token);
  return [...others, record].slice(-LIMITS.attemptsKept);
}

/** The history without the loss of this claim: its holder brought an outcome after all. */
export function withoutLoss(history: readonly AttemptRecord[], token: string): readonly AttemptRecord[] {
  return history.filter((record) => record.end !== "LEASE_LOST" || record.token !== token);
}
