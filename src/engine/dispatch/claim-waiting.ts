/**
 * One fill of a queue: heads are read in the order of offering and claimed from until the credit is spent or nothing
 * waits.
 */
import { createHash } from "node:crypto";
import type { Claimant, ClaimTasks, Rank } from "../../core/command.js";
import { limitOfKeyed } from "../../core/definition/concurrency-key.js";
import { isEvaluationQueue } from "../../core/definition/evaluation.js";
import { offersFrom } from "../../core/state/waiting-heads.js";
import type { WaitingHead } from "../../store/segment-store.js";
import { FormatTooNew, StoreUnavailable } from "../../store/store-errors.js";
import type { Committed } from "../commit/lane.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { Backlog } from "./backlog.js";
import { type Chosen, chooseOffers } from "./choose-offers.js";
import { byRank } from "./rank-order.js";
import { headName, isSpentIn, type Offer, readHeads } from "./read-heads.js";
import { mayHandOut } from "./room-within-limits.js";
import { RoundKeys } from "./round-keys.js";

/** Flows that started within this of each other rank alike when tasks are claimed (rule D1). */
const TOLERANCE_MS = 100;

/** What a fill knows of what it has tried. */
interface Fill {
  readonly backlog: Backlog;
  readonly keys: RoundKeys;
  /** Heads that gave nothing: others were faster, or nobody can claim from them. What ranks behind must not wait. */
  readonly passed: Set<string>;
  /** Heads that were refused the permit that their key had a moment before: once, it is asked for again. */
  readonly refused: Set<string>;
}

/** Claims for the backlog's sessions until their credit is spent or nothing is left to claim. */
export async function claimWaiting(machinery: Machinery, backlog: Backlog): Promise<void> {
  const keys = new RoundKeys(machinery, backlog.namespace);
  const fill = { backlog, keys, passed: new Set<string>(), refused: new Set<string>() };
  try {
    for (let goesOn = true; goesOn && backlog.credit > 0 && mayHandOut(machinery, backlog); ) {
      goesOn = await claimBest(machinery, fill);
    }
  } finally {
    keys.letGo();
  }
}

/** Whether it is worth to look again. */
async function claimBest(machinery: Machinery, fill: Fill): Promise<boolean> {
  const { backlog, keys, passed } = fill;
  // A key goes to what ranks first, though it waits in another queue.
  const beside = (limits: readonly string[]) =>
    machinery.sessions.sharing(backlog, limits).filter((other) => mayHandOut(machinery, other));
  keys.letGo();
  const offers = await readHeads(machinery, [backlog], backlog.credit + passed.size, keys, beside);
  // That nothing is to be decided does not say that nothing waits.
  if (!offers.some((offer) => offer.backlog === backlog) && !isEvaluationQueue(backlog.queue)) {
    for (const session of backlog.availableSessions()) session.idle(0);
  }
  const open = offers.filter(({ head }) => !passed.has(headName(head)));
  const spent = keys.spent;
  const chosen = await chooseOffers(machinery, spread(open, machinery.process), keys);
  backlog.withoutSpent(isSpentIn(machinery, backlog));
  if (chosen.length === 0) return keys.spent > spent;
  const attempts = await Promise.all(planForSessions(machinery, chosen));
  for (const attempt of attempts) if (attempt.claimed === 0) note(fill, attempt);
  return attempts.length > 0;
}

function note({ passed, refused }: Fill, { head, isOffered }: Attempt): void {
  const name = headName(head);
  if (isOffered && limitOfKeyed(head.queue) !== undefined && !refused.has(name)) refused.add(name);
  else passed.add(name);
}

/** Submits one claim; undefined where the flow is gone, others were faster, or this flow alone cannot be claimed from. */
export async function claimFrom(
  machinery: Machinery,
  head: Pick<WaitingHead, "id">,
  queues: readonly string[],
  claimant: Claimant,
  limit: number,
  notAfter: Rank | undefined,
  room?: ClaimTasks["room"],
): Promise<Committed | undefined> {
  try {
    return await machinery.committer.submit(head.id, {
      kind: "claim",
      claimant,
      queues,
      limit,
      ...(notAfter !== undefined && { notAfter }),
      ...(room !== undefined && { room }),
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

/** Whether what the head stands for waits there still, after a claim: it was refused, not gone. */
export function stillOffers({ segment }: Committed, { queue, priority }: WaitingHead): boolean {
  const first = offersFrom(segment, queue) ? segment.ready.first(queue) : undefined;
  return first !== undefined && first.priority >= priority;
}

/**
 * Offers in their order; those that rank alike in an order of this process's own, so that processes claim from
 * different segments (rule D3).
 */
export function spread<Ranked extends Pick<Offer, "head">>(
  offers: readonly Ranked[],
  process: string,
): readonly Ranked[] {
  const keys = new Map<string, number>();
  const keyOf = (id: string) => {
    const key = keys.get(id) ?? spreadKey(process, id);
    keys.set(id, key);
    return key;
  };
  return [...offers].sort((a, b) => byRank(a.head, b.head) || keyOf(a.head.id) - keyOf(b.head.id));
}

export function spreadKey(process: string, segmentId: string): number {
  return createHash("md5").update(process).update(segmentId).digest().readUInt32BE(0);
}

/** A claim that was tried. */
interface Attempt {
  readonly head: WaitingHead;
  /** The number of tasks it got. */
  readonly claimed: number;
  /** It waits there still. */
  readonly isOffered: boolean;
}

/** Spends the sessions' credit on what was chosen. */
function planForSessions(machinery: Machinery, chosen: readonly Chosen[]): Promise<Attempt>[] {
  const claims: Promise<Attempt>[] = [];
  for (const [index, { backlog, head, tasks }] of chosen.entries()) {
    for (let wanted = tasks; wanted > 0; ) {
      const session = backlog.nextSession();
      if (session === undefined) break;
      const limit = Math.min(wanted, session.creditFor(backlog.queue));
      wanted -= limit;
      session.reserve(limit, backlog.queue);
      const claim = claimFrom(
        machinery,
        head,
        [head.queue],
        session.claimant,
        limit,
        rankBound(chosen[index + 1]?.head),
      );
      claims.push(
        claim
          .then((committed) => ({
            head,
            claimed: committed?.changes.filter(({ kind }) => kind === "task").length ?? 0,
            isOffered: committed !== undefined && stillOffers(committed, head),
          }))
          .finally(() => session.reserve(-limit, backlog.queue)),
      );
    }
  }
  return claims;
}
