/**
 * Pieces of long lists as they are read: decoded once and kept for a while, since those who read one item soon read the
 * next. What an id stands for never changes.
 */
import { LRUCache } from "lru-cache";
import type { StoredPayload } from "../../core/state/payload.js";
import { PayloadMissing } from "../views/payload-missing.js";
import type { PayloadSource } from "../views/payload-source.js";

const CACHE_BYTES = 16 * 1024 * 1024;

type Decoded = ReadonlyMap<number, unknown>;

const caches = new WeakMap<PayloadSource, LRUCache<string, Decoded>>();

/** What the pieces hold, by its place in the list: of what is in several the last. Throws PayloadMissing. */
export async function readPieces<Value>(
  source: PayloadSource,
  pieces: readonly StoredPayload[],
  decode: (data: Uint8Array) => readonly (readonly [index: number, value: Value])[],
): Promise<ReadonlyMap<number, Value>> {
  const cache = cacheOf(source);
  const missing = pieces.flatMap(({ ref }) => (ref === undefined || cache.has(ref) ? [] : [ref]));
  const loaded = missing.length === 0 ? undefined : await source.get(missing);
  const values = new Map<number, Value>();
  for (const { ref = "", data } of pieces) {
    const bytes = data ?? loaded?.get(ref)?.data;
    const known = data === undefined ? cache.get(ref) : undefined;
    if (bytes === undefined && known === undefined) throw new PayloadMissing(`payload ${ref} is not in the store`);
    const found = known ?? new Map(decode(bytes ?? new Uint8Array()));
    if (data === undefined && known === undefined) cache.set(ref, found, { size: (bytes?.length ?? 0) + 1 });
    for (const [index, value] of found) values.set(index, value as Value); // A ref stands for pieces of one kind.
  }
  return values;
}

function cacheOf(source: PayloadSource): LRUCache<string, Decoded> {
  const cache = caches.get(source) ?? new LRUCache<string, Decoded>({ maxSize: CACHE_BYTES });
  caches.set(source, cache);
  return cache;
}
