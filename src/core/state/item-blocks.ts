/**
 * What is kept of a list of more items than the state of a flow has entries for. Its items come into the state block by
 * block, in their order, and leave it once they have ended: what became of them is kept in pieces beside it.
 */
import type { StoredPayload } from "./payload.js";
import type { SkipReason } from "./skip-reason.js";
import type { TaskState } from "./states.js";

export type ItemCounts = Readonly<Partial<Record<TaskState, number>>>;

/** Those that have not succeeded and whose failures are not final; those that have not succeeded; all. */
export type Which = "RETRYABLE" | "LEFT" | "ALL";

/** Items that have ended are taken up once more, block by block. */
export interface Pass {
  readonly which: Which;
  /** A caller wants it: tries are counted anew. */
  readonly anew?: true;
  /** Of the segment when it began. */
  readonly version: number;
}

/** What the pass under way has not taken up never will be. */
export interface ClosedItems {
  readonly state: "SKIPPED" | "CANCELLED";
  readonly reason?: SkipReason;
  readonly time: number;
  /** Of the segment when that was decided. */
  readonly version: number;
}

/** The items of a block that have left the state. */
export interface AwayItems {
  readonly counts: ItemCounts;
  /** What they are, in the order in which they left: of an item that left twice the latter counts. */
  readonly pieces: readonly StoredPayload[];
  /** The highest version of them. */
  readonly upTo: number;
  /** The highest attempt of them. */
  readonly attempt: number;
  /** Of those the ones that are not to be tried again, by their failures. */
  readonly final: ItemCounts;
  /** Of those that have FAILED: the place of the first, and the longest wait that one asks for. */
  readonly failed?: { readonly first: number; readonly retryAfterMs: number };
  /** An earlier pass was to take them up, and was closed before: they stand as that says. */
  readonly lapsed?: { readonly which: Which; readonly closed: ClosedItems };
}

/** What items are, where the definition does not say. */
export interface ItemContents {
  readonly pieces: readonly StoredPayload[];
  /** The size of the largest; bytes. */
  readonly largest: number;
}

export interface ItemBlock {
  readonly away?: AwayItems;
  readonly contents?: ItemContents;
}

export interface LongList {
  /** The number of the first item; those of the others follow, whether there are entries of them or not. */
  readonly first: number;
  /** Items of a block; the last may have fewer. */
  readonly blockSize: number;
  /** So many blocks have been taken up: the items of those behind have not begun. */
  readonly begun: number;
  /** The block whose turn is next. */
  readonly next: number;
  /** How many items were ready at its beginning. */
  readonly offered: number;
  /** Absent while its items are taken up for the first time. */
  readonly pass?: Pass;
  readonly closed?: ClosedItems;
  /** Of the segment when the list was made. */
  readonly version: number;
  /** By their place; those at the end of which nothing is kept are left out. */
  readonly blocks: readonly ItemBlock[];
}
