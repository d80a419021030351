/**
 * A progress report, which is also the heartbeat of a running task; the outsider of a deferred one may pause it.
 */

import type { ReportProgress } from "../command.js";
import { accepted, noSuchClaim, refused, taskNotFound, taskView } from "../decide/answers.js";
import { isDeferred } from "../decide/attempt-meant.js";
import { recallItem } from "../decide/away-items.js";
import type { Draft } from "../decide/draft.js";
import type { Decision } from "../decision.js";
import { numberOfClaim } from "../state/claimed-number.js";
import { runsItems } from "../state/item-lists.js";
import type { NodeEntry, Progress } from "../state/node-entry.js";
import { workingState } from "../state/reversal.js";
import { isAtWork } from "../state/states.js";

export function report(draft: Draft, command: ReportProgress): Decision {
  const { taskId, fraction, details, paused } = command;
  const number = numberOfClaim(draft.segment, taskId, command.token);
  if (number === undefined) return taskNotFound(taskId);
  recallItem(draft, number);
  const entry = draft.entry(number);
  const refusal = refusalOf(entry, command);
  if (refusal !== undefined || entry === undefined) return refusal ?? taskNotFound(taskId);
  const known = details ?? entry.progress?.details;
  const progress: Progress = {
    fraction: fraction ?? entry.progress?.fraction ?? 0,
    ...(known !== undefined && { details: known }),
    time: draft.now,
  };
  const state = paused === undefined ? entry.state : paused ? "PAUSED" : workingState(entry);
  draft.put(number, { ...entry, state, progress });
  return accepted(draft, taskView(draft, number));
}

function refusalOf(entry: NodeEntry | undefined, { taskId, token, paused }: ReportProgress): Decision | undefined {
  const state = entry?.state ?? "PENDING";
  const metadata = { task_id: taskId, attempt: String(entry?.attempt ?? 0), state };
  const isWork =
    entry?.evaluation === undefined && entry?.child === undefined && (entry === undefined || !runsItems(entry));
  const isRunning = isAtWork(state) && isWork;
  if (token !== undefined && (entry?.claim?.token !== token || !isRunning)) {
    return refused("CLAIM_SUPERSEDED", noSuchClaim(taskId, state), metadata);
  }
  if (entry === undefined || state === "PENDING" || state === "DELAYED" || runsItems(entry)) {
    return refused("TASK_NOT_READY", `task ${taskId} is ${state}: nobody works on it`, metadata);
  }
  if (state === "READY") {
    return refused("CLAIM_REQUIRED", `task ${taskId} is READY: only who has claimed it can report on it`, metadata);
  }
  if (!isRunning) return refused("TASK_CLOSED", `task ${taskId} is ${state} and takes no progress`, metadata);
  const deferred = isDeferred(entry);
  if (token === undefined && !deferred) {
    return refused("CLAIM_REQUIRED", `task ${taskId} is claimed: its claim_token is needed to report on it`, metadata);
  }
  if (paused !== undefined && !deferred) {
    return refused("TASK_NOT_DEFERRED", `task ${taskId} is not deferred: only an outsider may pause it`, metadata);
  }
  return undefined;
}
