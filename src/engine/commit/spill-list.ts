/**
 * Moves aside what is kept of a long list's items beside the state.
 */
import type { ItemBlock } from "../../core/state/item-blocks.js";
import type { LaidOutList } from "../../core/state/long-list.js";
import type { StoredPayload } from "../../core/state/payload.js";

/** The list itself where nothing differs. */
export function spilledList(list: LaidOutList, replace: (payload: StoredPayload) => StoredPayload): LaidOutList {
  const blocks = list.long.blocks.map((block) => spilledBlock(block, replace));
  const isSame = blocks.every((block, place) => block === list.long.blocks[place]);
  return isSame ? list : { ...list, long: { ...list.long, blocks } };
}

function spilledBlock(block: ItemBlock, replace: (payload: StoredPayload) => StoredPayload): ItemBlock {
  const { away, contents } = block;
  const pieces = away && spilledPieces(away.pieces, replace);
  const named = contents && spilledPieces(contents.pieces, replace);
  if (pieces === away?.pieces && named === contents?.pieces) return block;
  return {
    ...(away !== undefined && { away: { ...away, pieces: pieces ?? [] } }),
    ...(contents !== undefined && { contents: { ...contents, pieces: named ?? [] } }),
  };
}

function spilledPieces(pieces: readonly StoredPayload[], replace: (payload: StoredPayload) => StoredPayload) {
  const spilled = pieces.map(replace);
  return spilled.every((piece, place) => piece === pieces[place]) ? pieces : spilled;
}
