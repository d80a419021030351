/**
 * The permits that tasks of one segment hold: the limits of their queue and of their key count them from the claim until the
 * attempt is over, also while an outsider is to finish it.
 */
import type { Claim, NodeEntry } from "./node-entry.js";

/** A claim under permits, and who lent them: one of its queue's limit, one of its key's. */
export interface LentClaim extends Claim {
  readonly lent: readonly string[];
}

/** The claim by which a node holds a permit; undefined where it holds none. */
export function lentClaim(entry: NodeEntry | undefined): LentClaim | undefined {
  const claim = entry?.claim;
  if (entry === undefined || claim?.lent === undefined || !mayHold(entry)) return undefined;
  return claim as LentClaim; // it has the field
}

/** What the executor or outsider was to do is under way: no flow has taken it over, no decision about it is waited for. */
export function mayHold({ state, evaluation, child }: NodeEntry): boolean {
  if (evaluation !== undefined || child !== undefined) return false;
  return state === "RUNNING" || state === "REVERTING" || state === "PAUSED";
}

const NONE: readonly string[] = [];

export class Lendings {
  /** How many permits of each lender are held. */
  readonly #held = new Map<string, number>();

  /** The lenders of all permits that are held, sorted. */
  lenders(): readonly string[] {
    return this.#held.size === 0 ? NONE : [...this.#held.keys()].sort();
  }

  /** A node's entry is replaced. */
  replace(before: NodeEntry | undefined, after: NodeEntry): void {
    const [old, held] = [lentClaim(before), lentClaim(after)];
    if (old?.token === held?.token) return;
    for (const lender of old?.lent ?? NONE) this.#add(lender, -1);
    for (const lender of held?.lent ?? NONE) this.#add(lender, 1);
  }

  #add(lender: string, change: 1 | -1): void {
    const count = (this.#held.get(lender) ?? 0) + change;
    if (count > 0) this.#held.set(lender, count);
    else this.#held.delete(lender);
  }
}
