/**
 * The payloads beside the state that tasks are handed: those that were read last, so that tasks with the same input or the
 * same results share one copy, and one read of it. What an id stands for never changes.
 */
import { LRUCache } from "lru-cache";
import { metadataSize, type Payload } from "../../core/state/payload.js";
import type { PayloadStore } from "../../store/payload-store.js";
import type { PayloadSource } from "../views/payload-source.js";

const CACHE_BYTES = 32 * 1024 * 1024;

type Payloads = ReadonlyMap<string, Payload>;

export class SharedPayloads implements PayloadSource {
  readonly #store: Pick<PayloadStore, "get">;
  readonly #kept = new LRUCache<string, Payload>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ data, metadata }) => data.length + metadataSize(metadata) + 1,
  });
  /** The reads that are under way, by what they read. */
  readonly #loading = new Map<string, Promise<Payloads>>();

  constructor(store: Pick<PayloadStore, "get">) {
    this.#store = store;
  }

  /** Not a promise where all are known. What is missing is left out. */
  get(ids: readonly string[]): Payloads | Promise<Payloads> {
    const known = new Map<string, Payload>();
    const unknown: string[] = [];
    for (const id of ids) {
      const payload = this.#kept.get(id);
      if (payload === undefined) unknown.push(id);
      else known.set(id, payload);
    }
    return unknown.length === 0 ? known : this.#load(unknown, known);
  }

  async #load(unknown: readonly string[], found: Map<string, Payload>): Promise<Payloads> {
    const unasked = unknown.filter((id) => !this.#loading.has(id));
    if (unasked.length > 0) this.#ask(unasked);
    const reading = new Set(unknown.map((id) => this.#loading.get(id)));
    for (const loaded of await Promise.all(reading)) {
      for (const id of unknown) {
        const payload = loaded?.get(id);
        if (payload !== undefined) found.set(id, payload);
      }
    }
    return found;
  }

  #ask(ids: readonly string[]): void {
    const reading = this.#read(ids).finally(() => {
      for (const id of ids) this.#loading.delete(id);
    });
    for (const id of ids) this.#loading.set(id, reading);
  }

  async #read(ids: readonly string[]): Promise<Payloads> {
    const loaded = await this.#store.get(ids);
    for (const [id, payload] of loaded) this.#kept.set(id, payload);
    return loaded;
  }
}
