/**
 * What waits in queues, as the index says: the heads of their tasks without a key, and of those whose key may have room. What
 * waits for a key of which nothing is left is not looked at, however much it is.
 */
import { keyedPrefix } from "../../core/definition/concurrency-key.js";
import { isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { WaitingHead } from "../../store/segment-store.js";
import { copyOf } from "../commit/read-copies.js";
import type { Machinery } from "../machinery.js";
import type { Backlog } from "./backlog.js";
import { byRank } from "./rank-order.js";
import type { RoundKeys } from "./round-keys.js";

/** Heads read at once. */
const HEADS_MIN = 16;
const HEADS_MAX = 256;
/** The index is asked about this often what keys something waits for, so many at a time. */
const KEYS_INTERVAL_MS = 900;
const KEYS_LISTED = 200;

/** A head, and for whose sessions it was read. */
export interface Offer {
  readonly backlog: Backlog;
  readonly head: WaitingHead;
}

/**
 * The heads of the backlogs' queues, the best first; what they say is the backlogs' marks from now on. `beside`: others, for
 * whose sessions something waits for the same keys: of those it is read what does.
 */
export async function readHeads(
  machinery: Machinery,
  backlogs: readonly Backlog[],
  wanted: number,
  keys: RoundKeys,
  beside: (limits: readonly string[]) => readonly Backlog[] = () => [],
): Promise<readonly Offer[]> {
  const limit = Math.min(Math.max(wanted, HEADS_MIN), HEADS_MAX);
  const read = async (backlog: Backlog, queue: string) => {
    const heads = await headsOf(machinery, backlog, queue, limit);
    if (queue !== backlog.queue) backlog.keys.found(queue, heads[0]);
    return heads.map((head): Offer => ({ backlog, head }));
  };
  const [own] = await Promise.all([
    Promise.all(backlogs.map((backlog) => read(backlog, backlog.queue))),
    Promise.all(backlogs.map((backlog) => lookForKeys(machinery, backlog))),
  ]);
  const limits = keys.worthReading(backlogs);
  const keyed = [...backlogs, ...beside(limits)].flatMap((backlog) =>
    limits.flatMap((name) => {
      const queue = backlog.keys.queueOf(name);
      return queue === undefined ? [] : [read(backlog, queue)];
    }),
  );
  const offers = [...own, ...(await Promise.all(keyed))].flat().sort((a, b) => byRank(a.head, b.head));
  for (const backlog of backlogs) {
    const heads = offers.filter((offer) => offer.backlog === backlog).map(({ head }) => head);
    backlog.found(heads.slice(0, limit), isSpentIn(machinery, backlog));
  }
  return offers;
}

/** Whether nothing is left of the key of such a queue. */
export function isSpentIn({ permits }: Machinery, { namespace }: Backlog): (queue: string) => boolean {
  return (queue) => permits.isKeySpent(namespace, queue);
}

function headsOf(
  { store }: Machinery,
  { namespace, flowId }: Backlog,
  queue: string,
  limit: number,
): Promise<readonly WaitingHead[]> {
  return store.segments.heads(namespace, queue, limit, flowId === "" ? undefined : flowId);
}

/** What others have made wait, and hints have not told. Who comes while it is looked for waits for it, too. */
async function lookForKeys(machinery: Machinery, backlog: Backlog): Promise<void> {
  const { keys, queue } = backlog;
  const now = machinery.environment.monotonic();
  if (isEvaluationQueue(queue)) return;
  if (now - keys.lookedAt >= KEYS_INTERVAL_MS) {
    keys.lookedAt = now;
    keys.looking = listKeys(machinery, backlog).finally(() => {
      keys.looking = undefined;
    });
  }
  await keys.looking;
}

async function listKeys({ store }: Machinery, { namespace, queue, keys }: Backlog): Promise<void> {
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
