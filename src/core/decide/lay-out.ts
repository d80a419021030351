/**
 * How items become those of a long list: the state has entries of none of them yet, and what they are lies beside it where
 * the definition does not say.
 */
import type { LongList } from "../state/item-blocks.js";
import { blockOf, isLong, type LaidOutList, withBlock } from "../state/long-list.js";
import type { ItemList } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";
import { pieceOfContents } from "../state/pieces.js";
import type { Draft } from "./draft.js";
import { dropEntries } from "./items-again.js";
import { itemAt } from "./place-items.js";

/** A list of so many items, that many of which begin at once; `contents`: absent = as the definition has them. */
export function laidOut(
  draft: Draft,
  owner: number,
  { count, contents }: { readonly count: number; readonly contents?: readonly StoredPayload[] },
  offered = 0,
): LaidOutList {
  const { control, definition } = draft.segment;
  if (control === undefined) throw new Error("a list in a flow without control");
  // Of an earlier list.
  if (control.lists.of(owner).length > 0) dropEntries(draft, owner);
  const { blockItems } = definition.lists;
  const first = draft.segment.control?.nextNumber ?? 0;
  const long: LongList = {
    ...{ first, blockSize: blockItems, begun: 0, next: 0, offered: Math.min(offered, count) },
    ...{ version: draft.version, blocks: [] },
  };
  return { count, long: contents === undefined ? long : withContents(long, 0, contents) };
}

/** Items that were planned for the task of this entry, after those that were before. Returns its list, to be put with it. */
export function planItems(
  draft: Draft,
  owner: number,
  list: ItemList | undefined,
  items: readonly StoredPayload[],
): ItemList {
  const from = list?.count ?? 0;
  const count = from + items.length;
  if (isLong(list)) return { ...list, count, long: withContents(list.long, from, items) };
  if (count > draft.segment.definition.lists.wholeItems) {
    const known = draft.segment.control?.lists.of(owner).slice(0, from) ?? [];
    const contents = known.map((number) => contentOf(draft, number));
    return laidOut(draft, owner, { count, contents: [...contents, ...items] });
  }
  for (const [place, content] of items.entries()) {
    const { number, item } = itemAt(draft, owner, from + place, content);
    draft.put(number, item);
  }
  return { ...list, count };
}

function contentOf(draft: Draft, number: number): StoredPayload {
  const content = draft.entry(number)?.each?.content;
  if (content === undefined) throw new Error(`item ${number} was planned without a content`);
  return content;
}

/** The list with what further items are, from this place on. */
function withContents(long: LongList, from: number, contents: readonly StoredPayload[]): LongList {
  let filled = long;
  for (let at = 0; at < contents.length; ) {
    const block = blockOf(long, from + at);
    const room = (block + 1) * long.blockSize - from - at;
    const placed = contents.slice(at, at + room).map((content, place) => [from + at + place, content] as const);
    const known = filled.blocks[block];
    filled = withBlock(filled, block, {
      ...known,
      contents: {
        pieces: [...(known?.contents?.pieces ?? []), pieceOfContents(placed)],
        largest: placed.reduce((most, [, { size }]) => Math.max(most, size), known?.contents?.largest ?? 0),
      },
    });
    at += placed.length;
  }
  return filled;
}
