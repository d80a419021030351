/**
 * One fill of a queue: heads are read in the order of offering and claimed from until the credit is spent or nothing
 * waits.
 */
import { createHash } from "node:crypto";
import type { Claimant, Rank } from "../../core/command.js";
import type { WaitingHead } from "../../store/segment-store.js";
import type { Committed } from "../commit/lane.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { type Backlog, ranksBefore } from "./backlog.js";

/** Heads read at once. */
const HEADS_MIN = 16;
const HEADS_MAX = 256;
/** Flows that started within this of each other rank alike when tasks are claimed (rule D1). */
const TOLERANCE_MS = 100;

/** Claims for the backlog's sessions until their credit is spent or nothing is left to claim. */
export async function claimWaiting(machinery: Machinery, backlog: Backlog): Promise<void> {
  for (let claimed = 1; claimed > 0 && backlog.credit > 0; ) {
    const heads = await readHeads(machinery, backlog, backlog.credit);
    if (heads.length === 0) {
      for (const session of backlog.availableSessions()) session.idle(0);
      return;
    }
    const claims = planForSessions(machinery, backlog, spread(heads, machinery.process));
    const counts = await Promise.all(claims);
    claimed = counts.reduce((sum, count) => sum + count, 0);
  }
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
  return heads;
}

/** How many tasks to ask a segment for: what the cached copy shows, at least one. */
export function expectedReady(machinery: Machinery, head: WaitingHead): number {
  const copy = machinery.committer.cache.peek(head.id);
  return Math.max(1, copy?.segment.readyCount(head.queue) ?? 1);
}

/** Submits one claim; the number of tasks it got, 0 where the flow is gone or others were faster. */
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
    if (error instanceof EngineError && (error.reason === "FLOW_NOT_FOUND" || error.reason === "CONFLICT"))
      return undefined;
    throw error;
  }
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

/** Spends the sessions' credit on the heads, best first. Each claim gives the number of tasks it got. */
function planForSessions(machinery: Machinery, backlog: Backlog, heads: readonly WaitingHead[]): Promise<number>[] {
  const claims: Promise<number>[] = [];
  for (const [index, head] of heads.entries()) {
    let wanted = expectedReady(machinery, head);
    while (wanted > 0) {
      const session = backlog.nextSession();
      if (session === undefined) return claims;
      const limit = Math.min(wanted, session.credit);
      wanted -= limit;
      session.reserve(limit);
      const claim = claimFrom(machinery, head, session.claimant, limit, rankBound(heads[index + 1]));
      claims.push(
        claim
          .then((committed) => committed?.changes.filter(({ kind }) => kind === "task").length ?? 0)
          .finally(() => session.reserve(-limit)),
      );
    }
  }
  return claims;
}
