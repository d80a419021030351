/**
 * Pieces of long lists: entries of items that have left the state, or what items are, each with its place in the list, as
 * JSON. Bytes are written in base64.
 */
import type { NodeEntry } from "./node-entry.js";
import type { StoredPayload } from "./payload.js";

/** No caller's: pieces are the engine's own. */
export const PIECE_TYPE = "application/vnd.lazyengine.items+json";

const BYTES = "$bytes";

type Placed<Value> = readonly (readonly [index: number, value: Value])[];

/** Without which item each is: that follows from its place. */
export function pieceOfEntries(entries: Placed<NodeEntry>): StoredPayload {
  return piece(entries.map(([index, { each: _, ...entry }]) => [index, entry]));
}

export function pieceOfContents(contents: Placed<StoredPayload>): StoredPayload {
  return piece(contents);
}

/** Throws where the bytes are no piece of entries. */
export function entriesOfPiece(data: Uint8Array): Placed<Omit<NodeEntry, "each">> {
  return placed(data) as Placed<Omit<NodeEntry, "each">>; // Written by pieceOfEntries and nobody else.
}

/** Throws where the bytes are no piece of contents. */
export function contentsOfPiece(data: Uint8Array): Placed<StoredPayload> {
  return placed(data) as Placed<StoredPayload>; // Written by pieceOfContents and nobody else.
}

function piece(values: Placed<unknown>): StoredPayload {
  const data = Buffer.from(JSON.stringify(values.map(([index, value]) => [index, written(value)])));
  return { contentType: PIECE_TYPE, size: data.length, data };
}

/** Beforehand: a buffer has a JSON form of its own, which a replacer would be given. */
function written(value: unknown): unknown {
  if (value instanceof Uint8Array) return { [BYTES]: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [escaped(key), written(field)]));
}

/** Metadata has keys of the users' own. */
function escaped(key: string): string {
  return key.startsWith("$") ? `$${key}` : key;
}

function placed(data: Uint8Array): unknown {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    if (BYTES in value) return Buffer.from(String(value[BYTES]), "base64");
    const keys = Object.keys(value);
    if (!keys.some((key) => key.startsWith("$"))) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key.replace(/^\$/, ""), field]));
  });
}
