/**
 * A segment's exchange with other flows: those that its tasks go on as, and the one that it is the work of. What is to
 * be told is the latest that holds, so one letter for each flow is enough: its number is the version of the commit that
 * it was written in, and a later one takes its place.
 */
import { isOpenChild } from "./child-flow.js";
import { RESEND_MS } from "./message.js";
import type { NodeEntry } from "./node-entry.js";

/** To the flow that this attempt is; what it says follows from the state at the time of sending. */
export interface ChildLetter {
  readonly to: "child";
  readonly number: number;
  readonly attempt: number;
  readonly sequence: number;
}

/** To the flow that this one is the work of. */
export interface ParentLetter {
  readonly to: "parent";
  readonly sequence: number;
}

export type Letter = ChildLetter | ParentLetter;

/** What is stored of it. Immutable, replaced whole. */
export interface Nesting {
  /** The number of the latest order to all children: a report by an older one is out of date. */
  readonly order: number;
  /** Not known to have been heard. */
  readonly outbox: readonly Letter[];
  /** When it was last sent; it is sent again some time after. */
  readonly outboxTime: number;
}

export const NO_NESTING: Nesting = { order: 0, outbox: [], outboxTime: 0 };

/** Names whom a letter is for. */
export function letterKey(letter: Letter): string {
  return letter.to === "parent" ? "parent" : `${letter.number}.${letter.attempt}`;
}

export class Family {
  #nesting: Nesting;
  /** The entries whose latest attempt is a flow that is waited for. */
  readonly children = new Set<number>();
  /** Those of them that rest by the latest order. */
  readonly #resting = new Set<number>();
  /** The highest sequence that each is known to have heard. */
  readonly #acknowledged = new Map<string, number>();

  constructor(nesting: Nesting = NO_NESTING) {
    this.#nesting = nesting;
  }

  get nesting(): Nesting {
    return this.#nesting;
  }

  set nesting(nesting: Nesting) {
    if (nesting.order !== this.#nesting.order) this.#resting.clear();
    this.#nesting = nesting;
  }

  /** How many children are waited for and not known to rest by the latest order. */
  get activeCount(): number {
    return this.children.size - this.#resting.size;
  }

  /** An entry is replaced. */
  put(number: number, old: NodeEntry | undefined, entry: NodeEntry): void {
    if (entry.child === undefined && old?.child === undefined) return;
    const isOpen = isOpenChild(entry);
    if (isOpen) this.children.add(number);
    else this.children.delete(number);
    const { rests } = entry.child ?? {};
    if (isOpen && rests !== undefined && rests >= this.#nesting.order) this.#resting.add(number);
    else this.#resting.delete(number);
  }

  acknowledge(key: string, sequence: number): void {
    if (sequence > (this.#acknowledged.get(key) ?? 0)) this.#acknowledged.set(key, sequence);
  }

  /** What is not known to have been heard. */
  open(): readonly Letter[] {
    return this.#nesting.outbox.filter((letter) => letter.sequence > (this.#acknowledged.get(letterKey(letter)) ?? 0));
  }

  /** When what is still in the outbox is sent again; undefined = nothing is. */
  resendTime(): number | undefined {
    return this.open().length > 0 ? this.#nesting.outboxTime + RESEND_MS : undefined;
  }
}
