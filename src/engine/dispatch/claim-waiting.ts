/**
 * One fill of a queue: heads are read in the order of offering and claimed from until the credit is spent or nothing
 * waits.
 */
import { createHash } from "node:crypto";
import type { Claimant, Rank } from "../../core/command.js";
import { isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { WaitingHead } from "../../store/segment-store.js";
import { FormatTooNew, StoreUnavailable } from "../../store/store-errors.js";
import type { Committed } from "../commit/lane.js";
import { copyOf } from "../commit/read-copies.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { type Backlog, ranksBefore } from "./backlog.js";

/** Heads read at once. */
const HEADS_MIN = 16;
const HEADS_MAX = 256;
/** Flows that started within this of each other rank alike when tasks are claimed (rule D1). */
const TOLERANCE_MS = 100;

/**
 * Claims for the backlog's sessions until their credit is spent or nothing is left to claim. A segment that gave nothing
 * is passed over from then on: others were faster, or nobody can claim from it, and what ranks behind it must not wait.
 */
export async function claimWaiting(machinery: Machinery, backlog: Backlog): Promise<void> {
  const passed = new Set<string>();
  while (backlog.credit > 0 && machinery.queues.handsOut(backlog.namespace, backlog.queue)) {
    const heads = await readHeads(machinery, backlog, backlog.credit + passed.size);
    // That nothing is to be decided does not say that nothing waits.
    if (heads.length === 0 && !isEvaluationQueue(backlog.queue)) {
      for (const session of backlog.availableSessions()) session.idle(0);
    }
    const open = heads.filter(({ id }) => !passed.has(id));
    if (open.length === 0) return;
    const best = spread(open, machinery.process).slice(0, backlog.credit);
    const waiting = await countWaiting(machinery, best);
    if ((await permitted(machinery, backlog, waiting)) <= 0) return;
    const attempts = planForSessions(machinery, backlog, best, waiting);
    for (const { segmentId, claimed } of await Promise.all(attempts)) if (claimed === 0) passed.add(segmentId);
    if (attempts.length === 0) return;
  }
}

/** How many of those that wait may be handed out, as far as the queue's limit goes. */
function permitted(
  { permits }: Machinery,
  { namespace, queue, credit }: Backlog,
  waiting: ReadonlyMap<string, number>,
): Promise<number> {
  const tasks = [...waiting.values()].reduce((sum, count) => sum + Math.max(1, count), 0);
  return permits.ensure(namespace, queue, Math.min(credit, tasks));
}

/** The best heads of a queue; what they say is the backlog's mark from now on. */
export async function readHeads(
  machinery: Machinery,
  backlog: Backlog,
  wanted: number,
): Promise<readonly WaitingHead[]> {
  const limit = Math.min(Math.max(wanted, HEADS_MIN), HEADS_MAX);
  const flowId = backlog.flowId === "" ? undefined : backlog.flowId;
  const heads = await machinery.store.segments.heads(backlog.namespace, backlog.queue, limit, flowId);
  backlog.mark = heads[0];
  backlog.heads = heads;
  return heads;
}

/**
 * How many tasks wait behind each head, by segment. Where nothing at hand says so the segment is read, as its claim would
 * anyhow: credit that the first flow could spend must not go to those behind it (rule D1).
 */
async function countWaiting(machinery: Machinery, heads: readonly WaitingHead[]): Promise<ReadonlyMap<string, number>> {
  const { committer, definitions, store } = machinery;
  const counts = new Map<string, number>();
  for (const { id, queue } of heads) counts.set(id, committer.cache.peek(id)?.segment.ready.count(queue) ?? 0);
  const unknown = [...counts].flatMap(([id, count]) => (count === 0 ? [id] : []));
  if (unknown.length === 0) return counts;
  const queue = heads[0]?.queue ?? "";
  for (const record of await store.segments.read(unknown)) {
    if (record === undefined) continue;
    try {
      const copy = await copyOf(definitions, record);
      counts.set(record.id, copy.segment.ready.count(queue));
      committer.found(copy);
    } catch (error) {
      // The claim meets the same, and passes over the segment.
      machinery.emit({ kind: "error", what: "looking into a flow that waits", error, segmentId: record.id });
    }
  }
  return counts;
}

/** Submits one claim; undefined where the flow is gone, others were faster, or this flow alone cannot be claimed from. */
export async function claimFrom(
  machinery: Machinery,
  head: WaitingHead,
  claimant: Claimant,
  limit: number,
  notAfter: Rank | undefined,
): Promise<Committed | undefined> {
  try {
    return await machinery.committer.submit(head.id, {
      kind: "claim",
      claimant,
      queues: [head.queue],
      limit,
      ...(notAfter !== undefined && { notAfter }),
    });
  } catch (error) {
    if (concernsAll(error)) throw error;
    const isUsual = error instanceof EngineError && (error.reason === "FLOW_NOT_FOUND" || error.reason === "CONFLICT");
    if (!isUsual) machinery.emit({ kind: "error", what: "claiming from a flow", error, segmentId: head.id });
    return undefined;
  }
}

/** Whether a claim failed for a reason that every other claim would meet now. */
function concernsAll(error: unknown): boolean {
  if (error instanceof StoreUnavailable || error instanceof FormatTooNew) return true;
  return error instanceof EngineError && error.reason === "OVERLOADED";
}

/** The rank up to which a segment's tasks precede the next segment's head. */
export function rankBound(next: WaitingHead | undefined): Rank | undefined {
  return next === undefined ? undefined : { priority: next.priority, time: next.time + TOLERANCE_MS };
}

/**
 * Heads in the order of offering; those that rank alike in an order of this process's own, so that processes claim from
 * different segments (rule D3).
 */
export function spread(heads: readonly WaitingHead[], process: string): readonly WaitingHead[] {
  const keyed = heads.map((head) => ({ head, key: spreadKey(process, head.id) }));
  return keyed
    .sort((a, b) => {
      if (ranksBefore(a.head, b.head)) return -1;
      if (ranksBefore(b.head, a.head)) return 1;
      return a.key - b.key;
    })
    .map(({ head }) => head);
}

export function spreadKey(process: string, segmentId: string): number {
  return createHash("md5").update(process).update(segmentId).digest().readUInt32BE(0);
}

/** A claim that was tried, and the number of tasks it got. */
interface Attempt {
  readonly segmentId: string;
  readonly claimed: number;
}

/** Spends the sessions' credit on the heads, best first. */
function planForSessions(
  machinery: Machinery,
  backlog: Backlog,
  heads: readonly WaitingHead[],
  waiting: ReadonlyMap<string, number>,
): Promise<Attempt>[] {
  const claims: Promise<Attempt>[] = [];
  for (const [index, head] of heads.entries()) {
    let wanted = Math.max(1, waiting.get(head.id) ?? 1);
    while (wanted > 0) {
      const session = backlog.nextSession();
      if (session === undefined) return claims;
      const limit = Math.min(wanted, session.creditFor(backlog.queue));
      wanted -= limit;
      session.reserve(limit, backlog.queue);
      const claim = claimFrom(machinery, head, session.claimant, limit, rankBound(heads[index + 1]));
      claims.push(
        claim
          .then((committed) => ({
            segmentId: head.id,
            claimed: committed?.changes.filter(({ kind }) => kind === "task").length ?? 0,
          }))
          .finally(() => session.reserve(-limit, backlog.queue)),
      );
    }
  }
  return claims;
}
