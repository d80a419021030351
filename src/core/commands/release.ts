/**
 * A release: the holder gives its task back. The claim ends, no try is counted, others may have the task.
 */

import type { ReleaseTask } from "../command.js";
import { accepted, noSuchClaim, refused, replayed, taskNotFound, taskView } from "../decide/answers.js";
import { waitAgain } from "../decide/attempt-end.js";
import { attemptRecord, withRecord } from "../decide/attempt-history.js";
import { recallItem } from "../decide/away-items.js";
import type { Draft } from "../decide/draft.js";
import { betweenAttempts } from "../decide/entry-draft.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { numberOfClaim } from "../state/claimed-number.js";
import type { NodeEntry } from "../state/node-entry.js";
import { isAtWork } from "../state/states.js";

export function release(draft: Draft, { taskId, token, delayMs }: ReleaseTask): Decision {
  const number = numberOfClaim(draft.segment, taskId, token);
  if (number === undefined) return taskNotFound(taskId);
  recallItem(draft, number);
  const entry = draft.entry(number);
  if (entry?.history?.some((record) => record.end === "RELEASED" && record.token === token)) {
    return replayed(draft, taskView(draft, number));
  }
  if (entry === undefined || entry.claim?.token !== token || !isClaimed(entry)) return over(taskId, token, entry);
  const history = withRecord(entry.history, attemptRecord(entry, "RELEASED", entry.tries, draft.now));
  waitAgain(draft, number, betweenAttempts(entry, history), delayMs);
  settle(draft);
  return accepted(draft, taskView(draft, number));
}

/** It has an outcome, or ended without one. */
function over(taskId: string, token: string, entry: NodeEntry | undefined): Decision {
  const state = entry?.state ?? "PENDING";
  const completed = completedAttempt(entry, token);
  const metadata = { task_id: taskId, attempt: String(completed ?? entry?.attempt ?? 0), state };
  if (completed !== undefined) {
    return refused("ALREADY_COMPLETED", `attempt ${completed} of task ${taskId} has its outcome`, metadata);
  }
  return refused("CLAIM_SUPERSEDED", noSuchClaim(taskId, state), metadata);
}

/** The attempt of this claim, where its outcome is recorded. */
function completedAttempt(entry: NodeEntry | undefined, token: string): number | undefined {
  if (entry?.claim?.token === token && entry.outcomeDigest !== undefined) return entry.attempt;
  return entry?.history?.find((record) => record.token === token && record.outcomeDigest !== undefined)?.attempt;
}

/** Held, deferred, or lost but not claimed since. */
function isClaimed({ state, evaluation, child }: NodeEntry): boolean {
  if (evaluation !== undefined || child !== undefined) return false;
  return isAtWork(state) || state === "READY";
}
