/**
 * A deferral: the executor hands the attempt to an outsider. Its credit is freed, its token stays valid.
 */
import { cancelTask } from "../decide/close-task.js";
import type { Draft } from "../decide/draft.js";
import type { EntryDraft } from "../decide/entry-draft.js";
import type { Deferred, NodeEntry } from "../state/node-entry.js";
import type { Deferral } from "../state/outcome.js";
import { workingState } from "../state/reversal.js";

/** Returns false, and changes nothing, where the same deferral stands already. */
export function defer(
  draft: Draft,
  number: number,
  entry: NodeEntry,
  attempt: EntryDraft,
  { timeoutMs, heartbeatTimeoutMs }: Deferral,
  requestId: string | undefined,
): boolean {
  const { now, flow } = draft;
  const deferred: Deferred = {
    time: now,
    ...(timeoutMs !== undefined && { deadline: now + timeoutMs }),
    ...(heartbeatTimeoutMs !== undefined && { heartbeatTimeoutMs }),
    ...(requestId !== undefined && { requestId }),
  };
  if (entry.deferred !== undefined && isSameDeferral(entry.deferred, deferred)) return false;
  attempt.state = workingState(attempt);
  attempt.deferred = deferred;
  const isCancelled = flow.state === "CANCELLING";
  // No deferral is kept of what ends with it, by which its repeat would be known.
  if (isCancelled && requestId !== undefined) attempt.requestId = requestId;
  draft.put(number, attempt);
  // Nobody waits for outsiders in a flow that is being cancelled.
  if (isCancelled) cancelTask(draft, number);
  return true;
}

function isSameDeferral(a: Deferred, b: Deferred): boolean {
  return a.heartbeatTimeoutMs === b.heartbeatTimeoutMs && timeLeft(a) === timeLeft(b);
}

function timeLeft({ deadline, time }: Deferred): number | undefined {
  return deadline === undefined ? undefined : deadline - time;
}
