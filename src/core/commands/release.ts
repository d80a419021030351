/**
 * A release: the holder gives its task back. The claim ends, no try is counted, others may have the task.
 */

import type { ReleaseTask } from "../command.js";
import { accepted, refused, replayed, taskNotFound, taskView } from "../decide/answers.js";
import { waitAgain } from "../decide/attempt-end.js";
import { attemptRecord, withRecord } from "../decide/attempt-history.js";
import type { Draft } from "../decide/draft.js";
import { betweenAttempts } from "../decide/entry-draft.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import type { NodeEntry } from "../state/node-entry.js";

export function release(draft: Draft, { taskId, token, delayMs }: ReleaseTask): Decision {
  const number = draft.segment.definition.numberByName.get(taskId);
  if (number === undefined) return taskNotFound(taskId);
  const entry = draft.entry(number);
  if (entry?.history?.some((record) => record.end === "RELEASED" && record.token === token)) {
    return replayed(draft, taskView(draft, number));
  }
  if (entry === undefined || entry.claim?.token !== token || !isClaimed(entry)) {
    const state = entry?.state ?? "PENDING";
    return refused("CLAIM_SUPERSEDED", `the claim on task ${taskId} is over: the task is ${state}`, {
      task_id: taskId,
      attempt: String(entry?.attempt ?? 0),
      state,
    });
  }
  const history = withRecord(entry.history, attemptRecord(entry, "RELEASED", entry.tries, draft.now));
  waitAgain(draft, number, betweenAttempts(entry, history), delayMs);
  settle(draft);
  return accepted(draft, taskView(draft, number));
}

/** Held, deferred, or lost but not claimed since. */
function isClaimed({ state }: NodeEntry): boolean {
  return state === "RUNNING" || state === "PAUSED" || state === "READY";
}
