/**
 * What the failures of the items of a list come to.
 */
import type { RetryPolicy } from "../definition/definition.js";
import { itemsInList } from "../state/item-lists.js";
import { blockOf, isLong, sumOf } from "../state/long-list.js";
import { awayInBlock, awayOf, joined, type PlacedEntry } from "./away-items.js";
import type { Draft } from "./draft.js";

export interface ItemFailures {
  /** The first in the order of the list. */
  readonly first: { readonly number: number; readonly message: string } | undefined;
  /** How many are not to be tried again. */
  readonly final: number;
  /** The longest wait that one asks for. */
  readonly retryAfterMs: number;
}

/** Throws PayloadsMissing where the first has left the state and is not at hand. */
export function failuresOf(draft: Draft, owner: number, retry: RetryPolicy | undefined): ItemFailures {
  const { list } = draft.entry(owner) ?? {};
  const items = itemsInList(draft.segment, owner).flatMap((number): PlacedEntry[] => {
    const entry = draft.entry(number);
    return entry?.each === undefined ? [] : [[entry.each.index, entry]];
  });
  const blocks = isLong(list) ? list.long.blocks.flatMap(({ away }) => away ?? []) : [];
  const all = blocks.reduce((sum, away) => joined(sum, { ...away, pieces: [] }), awayOf(items, [], retry));
  const { failed } = all;
  const final = sumOf(all.final);
  if (failed === undefined) return { first: undefined, final, retryAfterMs: 0 };
  const own = items.find(([index]) => index === failed.first);
  const block = isLong(list) ? blockOf(list.long, failed.first) : 0;
  const found = own ?? awayInBlock(draft, owner, block).find(([index]) => index === failed.first);
  const number = draft.segment.control?.itemAt(owner, failed.first) ?? owner;
  return {
    first: { number, message: found?.[1].failure?.message ?? "" },
    final,
    retryAfterMs: failed.retryAfterMs,
  };
}
