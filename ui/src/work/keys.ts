// Concurrency keys as the page reads and sets them.
import type { ConcurrencyKey } from "#gen/lazyengine/v1/concurrency_key_pb.js";
import type { Engine } from "../engine/connection.js";
import { momentOf } from "../format/time.js";

const PAGE_SIZE = 50;
/** What a limit can be at most, by its field. */
const LIMIT_MOST = 0xffff_ffff;

export interface KeyPage {
  readonly keys: readonly ConcurrencyKey[];
  /** Empty = this is the last one. */
  readonly nextPageToken: string;
  /** There is more than was read. */
  readonly truncated: boolean;
}

export function readKeys(engine: Engine, namespace: string, pageToken: string, signal: AbortSignal): Promise<KeyPage> {
  return engine.listConcurrencyKeys({ namespace, pageToken, pageSize: PAGE_SIZE }, { signal });
}

export interface KeyOrder {
  readonly namespace: string;
  readonly key: string;
  readonly limit: number;
  readonly requestId: string;
  readonly reason: string;
}

export async function limitKey(engine: Engine, order: KeyOrder): Promise<void> {
  await engine.updateConcurrencyKey(order);
}

/** What was entered as a limit; undefined where it is none. */
export function limitEntered(text: string): number | undefined {
  const limit = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= LIMIT_MOST ? limit : undefined;
}

/** How long the task that waits longest does, by the server's clock; undefined where none does. */
export function keyAgeMs({ readySinceTime }: Pick<ConcurrencyKey, "readySinceTime">, time: string): number | undefined {
  const since = momentOf(readySinceTime);
  return since === undefined ? undefined : Math.max(0, Date.parse(time) - since);
}

/** Why what waits for a key may not get on; empty where nothing speaks for it. */
export function keyConcern({ ready, used, limit }: Pick<ConcurrencyKey, "ready" | "used" | "limit">): string {
  return ready > 0n && used >= limit ? "as many are held as its limit allows" : "";
}
