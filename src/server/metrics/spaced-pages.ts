/**
 * Pages that are made now and then only, however many ask: each costs some milliseconds of the event loop.
 */
import { setTimeout } from "node:timers/promises";

/** From the beginning of one page to that of the next, at least. */
const PAUSE_MS = 100;

/** All who ask until the next page is due are told that one: none is told what was before it asked. */
export function spaced(make: () => Promise<string>): () => Promise<string> {
  let last = Number.NEGATIVE_INFINITY;
  let due: Promise<string> | undefined;
  const next = async () => {
    await setTimeout(Math.max(0, last + PAUSE_MS - performance.now()));
    due = undefined;
    last = performance.now();
    return make();
  };
  return () => {
    due ??= next();
    return due;
  };
}
