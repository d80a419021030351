/**
 * Calls of the driver that would never settle (`answer-bound.ts`) are settled here: who waits for a connection to take more
 * is woken once that has ended, finds that it has, and gives its place in the pool back. There is no public way to that: these are
 * members of the driver's own, as the version has them that is pinned. Where another has others, nothing happens here, and the
 * bound alone is left.
 */
import type { EventEmitter } from "node:events";
import type { MongoClient } from "mongodb";

const LOOK_MS = 5_000;

interface DriverParts {
  readonly topology?: { readonly s?: { readonly servers?: ReadonlyMap<string, DriverServer> } };
}

interface DriverServer {
  readonly pool?: { readonly checkedOut?: ReadonlySet<{ readonly closed?: boolean; readonly socket?: EventEmitter }> };
}

/** Looks every few seconds; the result ends it. Keeps no process alive. */
export function settleEnded(clients: readonly MongoClient[]): () => void {
  const timer = setInterval(() => clients.forEach(wakeWriters), LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function wakeWriters(client: MongoClient): void {
  const { topology } = client as unknown as DriverParts;
  for (const { pool } of topology?.s?.servers?.values() ?? []) {
    for (const { closed, socket } of pool?.checkedOut ?? []) if (closed === true) socket?.emit("drain");
  }
}
