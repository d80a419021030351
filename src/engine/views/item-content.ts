/**
 * What an item of a list is.
 */
import type { CompiledNode } from "../../core/definition/compiled-definition.js";
import { itemContent } from "../../core/definition/for-each.js";
import { blockOf, isLong } from "../../core/state/long-list.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import { PIECE_TYPE } from "../../core/state/pieces.js";

/** One of what pieces hold: which one is known once these are read. Its size is that of the largest. */
export interface PlacedPayload extends StoredPayload {
  readonly pieces: readonly StoredPayload[];
  readonly index: number;
}

export function isPlaced(payload: StoredPayload): payload is PlacedPayload {
  return "pieces" in payload;
}

/** `task`: the entry of the task that it is an item of. Undefined for what is no item. */
export function contentOfItem(
  node: CompiledNode,
  { each }: Pick<NodeEntry, "each">,
  task: NodeEntry | undefined,
): StoredPayload | PlacedPayload | undefined {
  if (each === undefined) return undefined;
  const { list } = task ?? {};
  const contents = isLong(list) ? list.long.blocks[blockOf(list.long, each.index)]?.contents : undefined;
  if (contents === undefined) return itemContent(node, each);
  const { pieces, largest } = contents;
  return { contentType: PIECE_TYPE, size: largest, pieces, index: each.index };
}
