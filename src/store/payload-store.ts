/**
 * The port for payloads that are too large for the state. A payload is written before the write that names it and
 * never changed; one that no state names is garbage.
 */
import type { Payload } from "../core/state/payload.js";

export interface PayloadRecord {
  /** As `payloadId` makes it: the same content has the same id. */
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
  /** An id that exists counts as success and is as good as new: its age begins anew. */
  put(records: readonly PayloadRecord[]): Promise<void>;
  /** What is missing is left out. */
  get(ids: readonly string[]): Promise<ReadonlyMap<string, Payload>>;
  /** At most `limit` payloads not written for `ageMs` by the store's clock, by id after `after`, grouped by flow. */
  old(ageMs: number, after: string | undefined, limit: number): Promise<readonly OldPayloads[]>;
  /** Only those that are (still) not written for `ageMs`; absent = all of them. */
  remove(ids: readonly string[], ageMs?: number): Promise<void>;
}
