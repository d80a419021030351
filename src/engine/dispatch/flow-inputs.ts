/**
 * The inputs of flows that are kept beside the state and travel along with each of their tasks: those that were read last,
 * so that they are not read for each. What an id stands for never changes.
 */
import { LRUCache } from "lru-cache";
import type { StoredPayload } from "../../core/state/payload.js";
import type { PayloadStore } from "../../store/payload-store.js";
import { PayloadMissing } from "../views/payload-missing.js";

const CACHE_BYTES = 16 * 1024 * 1024;

export class FlowInputs {
  readonly #read: LRUCache<string, Uint8Array>;

  constructor(payloads: PayloadStore) {
    this.#read = new LRUCache({
      maxSize: CACHE_BYTES,
      sizeCalculation: (data) => data.length + 1,
      // Those who ask while it is read share what it gives.
      fetchMethod: async (ref) => (await payloads.get([ref])).get(ref)?.data,
    });
  }

  /** The input with its bytes. Not a promise where they are known. The promise rejects with PayloadMissing. */
  whole(input: StoredPayload): StoredPayload | Promise<StoredPayload> {
    const { ref, ...about } = input;
    if (ref === undefined) return input;
    const data = this.#read.get(ref);
    return data === undefined ? this.#load(ref, about) : { ...about, data };
  }

  async #load(ref: string, about: Omit<StoredPayload, "ref">): Promise<StoredPayload> {
    const data = await this.#read.fetch(ref);
    if (data === undefined) throw new PayloadMissing(`payload ${ref} is not in the store`);
    return { ...about, data };
  }
}
