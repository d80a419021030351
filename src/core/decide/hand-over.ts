/**
 * Who gets the ready tasks: a claim, and the hand-over to connected sessions in the same decision.
 */

import type { Claimant } from "../command.js";
import { isFlowQueue } from "../definition/nested-flow.js";
import { startChild } from "../nested/start-child.js";
import { BinaryHeap } from "../state/binary-heap.js";
import type { Claim } from "../state/node-entry.js";
import { offeredBefore, type ReadyNode } from "../state/ready-queues.js";
import { workingState } from "../state/reversal.js";
import { offersFrom } from "../state/waiting-heads.js";
import type { Draft } from "./draft.js";
import { betweenAttempts } from "./entry-draft.js";

/**
 * Claims ready tasks of the given queues in the order of offering, for whom `take` names; a queue for whose next task
 * it names nobody, or that hands out nothing, is left alone. Ends when the flow offers nothing more.
 */
export function claimInOrder(
  draft: Draft,
  queues: Iterable<string>,
  take: (ready: ReadyNode) => Claimant | undefined,
): void {
  const { segment, context } = draft;
  const { offers } = context;
  const heads = new BinaryHeap<ReadyNode>(offeredBefore);
  for (const queue of queues) {
    const head = segment.ready.first(queue);
    if (head !== undefined) heads.push(head);
  }
  for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
    if (!offersFrom(segment, head.queue)) continue;
    if (isFlowQueue(head.queue)) startChild(draft, head.node);
    else {
      const claimant = offers.handsOut(head.queue) ? take(head) : undefined;
      if (claimant === undefined) continue;
      claimNode(draft, head.node, claimant, offers.permits(head.queue));
    }
    const next = segment.ready.first(head.queue);
    if (next !== undefined) heads.push(next);
  }
}

/** Hands ready tasks to connected sessions that have credit for them; nested flows begin. */
export function handOver(draft: Draft): void {
  const { segment, context } = draft;
  if (!segment.offers && segment.control === undefined) return;
  const time = segment.rankTime;
  claimInOrder(draft, segment.ready.queues(), ({ queue, priority }) => context.offers.take(queue, { priority, time }));
}

function claimNode(draft: Draft, number: number, claimant: Claimant, lent: readonly string[]): void {
  const { now, context } = draft;
  const entry = draft.entry(number);
  if (entry === undefined) throw new Error(`node ${number} is offered but has no entry`);
  const { session, epoch, owner, worker } = claimant;
  const attempt = entry.attempt + 1;
  const token = `${attempt}.${context.tokenBits()}`;
  const made: Claim =
    owner === undefined
      ? { token, session, epoch, worker, claimTime: now }
      : { token, session, epoch, owner, worker, claimTime: now };
  const claim = lent.length === 0 ? made : { ...made, lent };
  const claimed = betweenAttempts(entry);
  claimed.state = workingState(entry);
  claimed.attempt = attempt;
  claimed.claim = claim;
  claimed.startTime = now;
  draft.put(number, claimed);
}
