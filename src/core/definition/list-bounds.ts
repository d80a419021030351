/**
 * How many items of lists the state of a flow has entries of.
 */
import { LIMITS } from "../limits.js";

export interface ListBounds {
  /** A list of more items is long: they come into the state block by block, and leave it once they have ended. */
  readonly wholeItems: number;
  /** Of a long list: the items of a block. */
  readonly blockItems: number;
  /** The most that are ready or under way at once. */
  readonly openItems: number;
  /** The most that have ended and are still in the state. */
  readonly endedItems: number;
}

/** In a simulation all that ran is told of at its end. */
export const SIMULATED_LISTS: ListBounds = {
  wholeItems: Number.POSITIVE_INFINITY,
  blockItems: 1,
  openItems: Number.POSITIVE_INFINITY,
  endedItems: Number.POSITIVE_INFINITY,
};

export const LIST_BOUNDS: ListBounds = {
  wholeItems: LIMITS.wholeItems,
  blockItems: 256,
  openItems: LIMITS.openItems,
  endedItems: 512,
};
