/**
 * How many claims are held without a permit of their queue's limit, of all queues that are counted together: each claim is looked
 * at once, however many queues there are.
 */
import { callersQueue, isEvaluationQueue } from "../../core/definition/evaluation.js";
import { mayHold } from "../../core/state/lendings.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { queueOf } from "../../core/state/planned.js";
import type { Segment } from "../../core/state/segment.js";
import type { Block } from "../../store/queue-store.js";

interface Tallied {
  readonly lenders: ReadonlySet<string>;
  /** Under no permit at all. */
  unlent: number;
  /** The lenders of claims that none of the known ones has lent: of another limit, or begun since. */
  readonly others: (readonly string[])[];
}

export class UnlentTally {
  readonly #queues: ReadonlyMap<string, Tallied>;

  /** The blocks of each queue's limit, as they were before its claims are looked at. */
  constructor(blocks: ReadonlyMap<string, readonly Block[]>) {
    this.#queues = new Map(
      [...blocks].map(([queue, known]) => [queue, { lenders: lendersOf(known), unlent: 0, others: [] }]),
    );
  }

  add(segment: Segment): void {
    for (const [number, entry] of segment.entries) {
      if (entry.claim !== undefined && mayHold(entry)) this.#addClaim(entry, queueOf(segment.node(number), entry));
    }
  }

  /** Whether more can be told of it once it is known who has begun to lend meanwhile. */
  isDoubtful(queue: string): boolean {
    return (this.#queues.get(queue)?.others.length ?? 0) > 0;
  }

  /** `since`: its blocks as they were after its claims were looked at. */
  unlent(queue: string, since: readonly Block[] = []): number {
    const { unlent, others } = this.#queues.get(queue) ?? { unlent: 0, others: [] };
    const lenders = lendersOf(since);
    return unlent + others.filter((lent) => !isLent(lent, lenders)).length;
  }

  #addClaim({ claim }: NodeEntry, own: string): void {
    const tallied = isEvaluationQueue(own) ? undefined : this.#queues.get(callersQueue(own));
    const lent = claim?.lent ?? [];
    if (tallied === undefined || isLent(lent, tallied.lenders)) return;
    if (lent.length === 0) tallied.unlent += 1;
    else tallied.others.push(lent);
  }
}

function lendersOf(blocks: readonly Block[]): ReadonlySet<string> {
  return new Set(blocks.map(({ lender }) => lender));
}

function isLent(lent: readonly string[], lenders: ReadonlySet<string>): boolean {
  return lent.some((lender) => lenders.has(lender));
}
