/**
 * The port for payloads that are too large for the state. A payload is written before the write that names it and
 * never changed; one that no state names is garbage.
 */
import type { Payload } from "../core/payload.js";

export interface PayloadRecord {
  /** "<segment id>/<incarnation>/<node or "input">/<attempt>/<digest>": the same content has the same id. */
  readonly id: string;
  readonly payload: Payload;
}

/** A run of payloads of one incarnation of a flow that are old enough to be collected if nothing names them. */
export interface OldPayloads {
  readonly segmentId: string;
  readonly incarnation: string;
  readonly ids: readonly string[];
}

export interface PayloadStore {
  /** An id that exists counts as success. */
  put(records: readonly PayloadRecord[]): Promise<void>;
  /** What is missing is left out. */
  get(ids: readonly string[]): Promise<ReadonlyMap<string, Payload>>;
  /** Payloads older than `ageMs` by the store's clock, grouped by flow, from `after` on. */
  old(ageMs: number, after: string | undefined, limit: number): Promise<readonly OldPayloads[]>;
  remove(ids: readonly string[]): Promise<void>;
}
