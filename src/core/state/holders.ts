/**
 * Who holds the tasks of one segment: the open claims by session and epoch.
 */
import { Lendings } from "./lendings.js";
import type { Claim, NodeEntry } from "./node-entry.js";

/** "<session>@<epoch>" */
export function holderName(session: string, epoch: number): string {
  return `${session}@${epoch}`;
}

export function holdingSession(holder: string): string {
  return holder.slice(0, holder.lastIndexOf("@"));
}

export function holdingEpoch(holder: string): number {
  return Number(holder.slice(holder.lastIndexOf("@") + 1));
}

/** The open claim of a node: claimed by a session, not deferred, no flow by now, its outcome not waiting for a decision. */
export function openClaim(entry: NodeEntry | undefined): Claim | undefined {
  if (entry === undefined || (entry.state !== "RUNNING" && entry.state !== "REVERTING")) return undefined;
  const { claim, deferred, evaluation, child } = entry;
  return deferred === undefined && evaluation === undefined && child === undefined ? claim : undefined;
}

const NONE: ReadonlySet<number> = new Set();

export class Holders {
  readonly #nodes = new Map<string, Set<number>>();
  readonly #lendings = new Lendings();
  #count = 0;

  /** How many tasks are held; items of kind EVALUATE are not counted. */
  get count(): number {
    return this.#count;
  }

  /** "<session>@<epoch>" of all holders, sorted. */
  names(): string[] {
    return [...this.#nodes.keys()].sort();
  }

  /** Who has lent the permits under which they hold, sorted. */
  lenders(): readonly string[] {
    return this.#lendings.lenders();
  }

  nodesOf(holder: string): ReadonlySet<number> {
    return this.#nodes.get(holder) ?? NONE;
  }

  /** A node's entry is replaced. */
  replace(number: number, before: NodeEntry | undefined, after: NodeEntry): void {
    this.#lendings.replace(before, after);
    const old = openClaim(before);
    const claim = openClaim(after);
    if (old?.session === claim?.session && old?.epoch === claim?.epoch) return;
    if (after.item === undefined) this.#count += (claim === undefined ? 0 : 1) - (old === undefined ? 0 : 1);
    if (old !== undefined) this.#remove(number, holderName(old.session, old.epoch));
    if (claim !== undefined) this.#add(number, holderName(claim.session, claim.epoch));
  }

  #add(number: number, holder: string): void {
    const nodes = this.#nodes.get(holder);
    if (nodes === undefined) this.#nodes.set(holder, new Set([number]));
    else nodes.add(number);
  }

  #remove(number: number, holder: string): void {
    const nodes = this.#nodes.get(holder);
    nodes?.delete(number);
    if (nodes?.size === 0) this.#nodes.delete(holder);
  }
}
