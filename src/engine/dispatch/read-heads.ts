/**
 * What waits in a queue, as the index says: the heads of its tasks without a key, and of those whose key has room. What waits
 * for a key of which nothing is left is not looked at, however much it is.
 */
import { keyedPrefix } from "../../core/definition/concurrency-key.js";
import { isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { WaitingHead } from "../../store/segment-store.js";
import { copyOf } from "../commit/read-copies.js";
import type { Machinery } from "../machinery.js";
import type { Backlog } from "./backlog.js";
import { byRank } from "./rank-order.js";

/** Heads read at once. */
const HEADS_MIN = 16;
const HEADS_MAX = 256;
/** Keys whose heads are read at once. */
const KEYS_AT_ONCE = 64;
/** The index is asked about this often what keys something waits for, so many at a time. */
const KEYS_INTERVAL_MS = 900;
const KEYS_LISTED = 200;

/** The best heads of a queue; what they say is the backlog's mark from now on. */
export async function readHeads(
  machinery: Machinery,
  backlog: Backlog,
  wanted: number,
): Promise<readonly WaitingHead[]> {
  const limit = Math.min(Math.max(wanted, HEADS_MIN), HEADS_MAX);
  const [own] = await Promise.all([headsOf(machinery, backlog, backlog.queue, limit), lookForKeys(machinery, backlog)]);
  const heads = backlog.keys.size === 0 ? own : await withKeyed(machinery, backlog, own, limit);
  backlog.mark = heads[0];
  backlog.heads = heads;
  return heads;
}

function headsOf(
  { store }: Machinery,
  { namespace, flowId }: Backlog,
  queue: string,
  limit: number,
): Promise<readonly WaitingHead[]> {
  return store.segments.heads(namespace, queue, limit, flowId === "" ? undefined : flowId);
}

async function withKeyed(
  machinery: Machinery,
  backlog: Backlog,
  own: readonly WaitingHead[],
  limit: number,
): Promise<readonly WaitingHead[]> {
  const keyed = backlog.keys.bestFirst().slice(0, KEYS_AT_ONCE);
  const lists = await Promise.all(keyed.map((queue) => keyedHeads(machinery, backlog, queue, limit)));
  return [own, ...lists].flat().sort(byRank).slice(0, limit);
}

async function keyedHeads(
  machinery: Machinery,
  backlog: Backlog,
  queue: string,
  limit: number,
): Promise<readonly WaitingHead[]> {
  if ((await machinery.permits.ensureKey(backlog.namespace, queue, 1)) <= 0) return [];
  const heads = await headsOf(machinery, backlog, queue, limit);
  backlog.keys.found(queue, heads[0]);
  return heads;
}

/** What others have made wait, and hints have not told. */
async function lookForKeys({ store, environment }: Machinery, { namespace, queue, keys }: Backlog): Promise<void> {
  const now = environment.monotonic();
  if (isEvaluationQueue(queue) || now - keys.lookedAt < KEYS_INTERVAL_MS) return;
  keys.lookedAt = now;
  const after = keys.listedTo;
  const queues = await store.segments.waitingQueues(namespace, KEYS_LISTED, keyedPrefix(queue), after);
  keys.listed(queues, after, queues.length < KEYS_LISTED);
}

/**
 * How many tasks wait behind each head, by its name. Where nothing at hand says so the segment is read, as its claim would
 * anyhow: credit that the first flow could spend must not go to those behind it (rule D1).
 */
export async function countWaiting(machinery: Machinery, heads: readonly WaitingHead[]): Promise<Map<string, number>> {
  const { committer, definitions, store } = machinery;
  const counts = new Map<string, number>();
  for (const head of heads) {
    counts.set(headName(head), committer.cache.peek(head.id)?.segment.ready.count(head.queue) ?? 0);
  }
  const unknown = new Set(heads.filter((head) => counts.get(headName(head)) === 0).map(({ id }) => id));
  if (unknown.size === 0) return counts;
  for (const record of await store.segments.read([...unknown])) {
    if (record === undefined) continue;
    try {
      const copy = await copyOf(definitions, record);
      for (const head of heads) {
        if (head.id === record.id) counts.set(headName(head), copy.segment.ready.count(head.queue));
      }
      committer.found(copy);
    } catch (error) {
      // The claim meets the same, and passes over the segment.
      machinery.emit({ kind: "error", what: "looking into a flow that waits", error, segmentId: record.id });
    }
  }
  return counts;
}

/** A segment has one in each queue in which something of it waits. */
export function headName({ id, queue }: WaitingHead): string {
  return `${id} ${queue}`;
}
