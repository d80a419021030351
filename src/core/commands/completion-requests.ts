/**
 * Completions that were recorded under a request_id. Covered is every completion whose attempt is kept: the latest one
 * of each task and the newest ten before it.
 */
import type { Complete } from "../command.js";
import { refused } from "../decide/answers.js";
import type { Decision } from "../decision.js";
import type { Segment } from "../state/segment.js";

/**
 * What is known of the completion's request_id: the attempt it was recorded for; "reused" where it came with another
 * task or outcome; undefined where it is new. O(kept attempts of one task).
 */
export function knownRequest(
  segment: Segment,
  { requestId, outcome }: Complete,
  number: number,
): { readonly attempt: number } | "reused" | undefined {
  if (requestId === undefined) return undefined;
  const node = segment.nodeOfRequest(requestId);
  const entry = node === undefined ? undefined : segment.entry(node);
  if (entry === undefined) return undefined;
  const digest = outcome.kind === "deferred" ? undefined : outcome.digest;
  const { attempt, deferred, history, outcomeDigest } = entry;
  const completions = [{ attempt, requestId: entry.requestId, outcomeDigest }, ...(history ?? [])];
  const completion = completions.find((one) => one.requestId === requestId);
  if (completion !== undefined) {
    const isRepeat = node === number && completion.outcomeDigest === digest;
    return isRepeat ? { attempt: completion.attempt } : "reused";
  }
  const spawned = entry.child?.spawned;
  if (spawned?.requestId === requestId) return node === number && spawned.digest === digest ? { attempt } : "reused";
  if (deferred?.requestId !== requestId) return undefined;
  return node === number && outcome.kind === "deferred" ? { attempt } : "reused";
}

/**
 * The refusal of a repeat that means a run whose place this one has taken; undefined = it is none. What comes with a
 * token means the run of its claim anyway. O(request ids that are kept of those runs).
 */
export function ofEarlierRun({ earlier }: Segment, { requestId, token, taskId }: Complete): Decision | undefined {
  if (earlier === undefined || requestId === undefined || token !== undefined) return undefined;
  if (!earlier.completions.includes(requestId)) return undefined;
  const message = `request_id ${requestId} was used for a completion in an earlier run, which another has replaced`;
  return refused("FLOW_REPLACED", message, { task_id: taskId, request_id: requestId });
}
