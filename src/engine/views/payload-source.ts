/**
 * Where payloads that are kept beside the state come from.
 */
import type { Payload } from "../../core/state/payload.js";

/** A store of payloads, or what has some of them at hand: not a promise where it has all. */
export interface PayloadSource {
  get(ids: readonly string[]): ReadonlyMap<string, Payload> | Promise<ReadonlyMap<string, Payload>>;
}
