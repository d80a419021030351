/**
 * Caches that are bounded by a number of entries, and take up room as they fill. By size, each entry being 1: for a number of
 * entries lru-cache lays out all of their room beforehand, which is most of what it takes to make an engine.
 */
import { LRUCache } from "lru-cache";

/** The least recently used goes first. */
export function cacheOfAtMost<Value extends object | number>(entries: number): LRUCache<string, Value> {
  return new LRUCache<string, Value>({ maxSize: entries, sizeCalculation: () => 1 });
}
