/**
 * One fill of a queue: heads are read in the order of offering and claimed from until the credit is spent or nothing
 * waits.
 */
import { createHash } from "node:crypto";
import type { Claimant, Rank } from "../../core/command.js";
import { isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { QueueKey } from "../../store/queue-store.js";
import type { WaitingHead } from "../../store/segment-store.js";
import { FormatTooNew, StoreUnavailable } from "../../store/store-errors.js";
import type { Committed } from "../commit/lane.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { Backlog } from "./backlog.js";
import { byRank } from "./rank-order.js";
import { countWaiting, headName, readHeads } from "./read-heads.js";

/** Flows that started within this of each other rank alike when tasks are claimed (rule D1). */
const TOLERANCE_MS = 100;

/** So many keys are asked for at once: what comes first must not go back before the last is there. */
const KEYS_AT_ONCE = 8;

/**
 * Claims for the backlog's sessions until their credit is spent or nothing is left to claim. A segment that gave nothing
 * is passed over from then on: others were faster, or nobody can claim from it, and what ranks behind it must not wait.
 */
export async function claimWaiting(machinery: Machinery, backlog: Backlog): Promise<void> {
  const passed = new Set<string>();
  while (backlog.credit > 0 && mayHandOut(machinery, backlog)) {
    const heads = await readHeads(machinery, backlog, backlog.credit + passed.size);
    // That nothing is to be decided does not say that nothing waits.
    if (heads.length === 0 && !isEvaluationQueue(backlog.queue)) {
      for (const session of backlog.availableSessions()) session.idle(0);
    }
    const open = heads.filter((head) => !passed.has(headName(head)));
    if (open.length === 0) return;
    const best = spread(open, machinery.process).slice(0, backlog.credit);
    const waiting = await countWaiting(machinery, best);
    const room = await permitted(machinery, backlog, waiting);
    if (room <= 0) return;
    const first = firstOf(best, backlog.queue, room);
    const allowed = await allowedByKeys(machinery, backlog, first, waiting);
    for (const head of first) if (!allowed.includes(head)) passed.add(headName(head));
    // Where keys were asked for, what was borrowed before them may have gone back.
    const most = allowed === first || allowed.length === 0 ? room : await permitted(machinery, backlog, waiting);
    const attempts = planForSessions(machinery, backlog, allowed, waiting, most);
    for (const { head, claimed } of await Promise.all(attempts)) if (claimed === 0) passed.add(headName(head));
    if (attempts.length === 0 && allowed.length > 0) return;
  }
}

/** Whether the queue hands out at all now. */
export function mayHandOut({ queues, rates }: Machinery, { namespace, queue }: QueueKey): boolean {
  return queues.handsOut(namespace, queue) && !rates.isSpent(namespace, queue);
}

/** How many of those that wait may be handed out, as far as the queue's limits go. */
function permitted(machinery: Machinery, backlog: Backlog, waiting: ReadonlyMap<string, number>): Promise<number> {
  return roomWithinLimits(machinery, backlog, Math.min(backlog.credit, tasksIn([...waiting.values()])));
}

/** How many tasks of the queue may be handed out now, at most as many as are wanted; 0 or less = none. */
export async function roomWithinLimits(
  { permits, rates }: Machinery,
  { namespace, queue }: QueueKey,
  wanted: number,
): Promise<number> {
  const permitted = Math.min(wanted, await permits.ensure(namespace, queue, wanted));
  return permitted <= 0 ? 0 : Math.min(permitted, await rates.ensure(namespace, queue, permitted));
}

/** Those of the heads for which there is room, with few keys: the others follow when these have been claimed from. */
function firstOf(heads: readonly WaitingHead[], own: string, room: number): readonly WaitingHead[] {
  const keyed = new Set<string>();
  const first: WaitingHead[] = [];
  for (const head of heads) {
    if (first.length >= room) break;
    if (head.queue !== own) keyed.add(head.queue);
    if (keyed.size > KEYS_AT_ONCE) break;
    first.push(head);
  }
  return first;
}

/** The heads as far as their keys' limits go, the very same where none has a key; of how many tasks of each, `waiting` says from now on. */
async function allowedByKeys(
  { permits }: Machinery,
  { namespace, queue: own, credit }: Backlog,
  heads: readonly WaitingHead[],
  waiting: Map<string, number>,
): Promise<readonly WaitingHead[]> {
  const left = new Map<string, number>();
  const keyed = new Set(heads.map(({ queue }) => queue).filter((queue) => queue !== own));
  if (keyed.size === 0) return heads;
  const borrow = async (queue: string) => {
    const tasks = tasksIn(heads.filter((head) => head.queue === queue).map((head) => waiting.get(headName(head)) ?? 0));
    left.set(queue, await permits.ensureKey(namespace, queue, Math.min(credit, tasks)));
  };
  await Promise.all([...keyed].map(borrow));
  return heads.filter((head) => {
    const free = left.get(head.queue);
    if (free === undefined) return true;
    const tasks = Math.min(free, Math.max(1, waiting.get(headName(head)) ?? 0));
    left.set(head.queue, free - tasks);
    waiting.set(headName(head), tasks);
    return tasks > 0;
  });
}

/** Something waits behind every head. */
function tasksIn(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + Math.max(1, count), 0);
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
  return keyed.sort((a, b) => byRank(a.head, b.head) || a.key - b.key).map(({ head }) => head);
}

export function spreadKey(process: string, segmentId: string): number {
  return createHash("md5").update(process).update(segmentId).digest().readUInt32BE(0);
}

/** A claim that was tried, and the number of tasks it got. */
interface Attempt {
  readonly head: WaitingHead;
  readonly claimed: number;
}

/** Spends the sessions' credit on the heads, best first, for so many tasks at most. */
function planForSessions(
  machinery: Machinery,
  backlog: Backlog,
  heads: readonly WaitingHead[],
  waiting: ReadonlyMap<string, number>,
  most: number,
): Promise<Attempt>[] {
  const claims: Promise<Attempt>[] = [];
  let left = most;
  for (const [index, head] of heads.entries()) {
    let wanted = Math.min(left, Math.max(1, waiting.get(headName(head)) ?? 1));
    left -= wanted;
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
            head,
            claimed: committed?.changes.filter(({ kind }) => kind === "task").length ?? 0,
          }))
          .finally(() => session.reserve(-limit, backlog.queue)),
      );
    }
  }
  return claims;
}
