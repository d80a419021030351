/**
 * Completions that were recorded under a request_id. Covered is every completion whose attempt is kept: the latest one
 * of each task and the newest ten before it.
 */
import type { Complete } from "../command.js";
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
