/**
 * The list of a task that runs for each of its items as a document.
 */
import type { AwayItems, ItemBlock, ItemContents, LongList } from "../../core/state/item-blocks.js";
import type { ItemList } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import { PIECE_TYPE } from "../../core/state/pieces.js";
import { type PayloadDocument, payloadFromDocument, payloadToDocument } from "./value-documents.js";

export type ListDocument = Omit<ItemList, "long"> & { long?: LongListDocument };

/** Its fields are those of the core, but for its blocks. */
type LongListDocument = Omit<LongList, "blocks"> & { blocks: BlockDocument[] };

interface BlockDocument {
  away?: Omit<AwayItems, "pieces"> & { pieces: PayloadDocument[] };
  contents?: Omit<ItemContents, "pieces"> & { pieces: PayloadDocument[] };
}

export function listToDocument({ long, ...list }: ItemList): ListDocument {
  if (long === undefined) return list;
  return { ...list, long: { ...long, blocks: long.blocks.map(blockToDocument) } };
}

export function listFromDocument({ long, ...list }: ListDocument): ItemList {
  if (long === undefined) return list;
  return { ...list, long: { ...long, blocks: long.blocks.map(blockFromDocument) } };
}

function blockToDocument({ away, contents }: ItemBlock): BlockDocument {
  return {
    ...(away !== undefined && { away: { ...away, pieces: away.pieces.map(pieceToDocument) } }),
    ...(contents !== undefined && { contents: { ...contents, pieces: contents.pieces.map(pieceToDocument) } }),
  };
}

function blockFromDocument({ away, contents }: BlockDocument): ItemBlock {
  return {
    ...(away !== undefined && { away: { ...away, pieces: away.pieces.map(pieceFromDocument) } }),
    ...(contents !== undefined && { contents: { ...contents, pieces: contents.pieces.map(pieceFromDocument) } }),
  };
}

/** There are hundreds: the type goes without saying. */
function pieceToDocument(piece: StoredPayload): PayloadDocument {
  const { content_type: _, ...document } = payloadToDocument(piece);
  return document;
}

function pieceFromDocument(document: PayloadDocument): StoredPayload {
  return payloadFromDocument({ ...document, content_type: PIECE_TYPE });
}
