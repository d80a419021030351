/**
 * Payloads in memory, with the time of their last write for their collection.
 */
import type { Payload } from "../../core/state/payload.js";
import { groupPayloads } from "../payload-id.js";
import type { OldPayloads, PayloadRecord, PayloadStore } from "../payload-store.js";

interface Row {
  readonly payload: Payload;
  readonly writeTime: number;
}

export class MemoryPayloads implements PayloadStore {
  readonly #rows = new Map<string, Row>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async put(records: readonly PayloadRecord[]): Promise<void> {
    const writeTime = this.#now();
    for (const { id, payload } of records) {
      this.#rows.set(id, { payload: this.#rows.get(id)?.payload ?? payload, writeTime });
    }
  }

  async get(ids: readonly string[]): Promise<ReadonlyMap<string, Payload>> {
    const found = new Map<string, Payload>();
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row !== undefined) found.set(id, row.payload);
    }
    return found;
  }

  async old(ageMs: number, after: string | undefined, limit: number): Promise<readonly OldPayloads[]> {
    const ids = [...this.#rows.keys()]
      .filter((id) => this.#isOld(id, ageMs) && (after === undefined || id > after))
      .sort()
      .slice(0, limit);
    return groupPayloads(ids);
  }

  async remove(ids: readonly string[], ageMs = 0): Promise<void> {
    for (const id of ids) if (this.#isOld(id, ageMs)) this.#rows.delete(id);
  }

  #isOld(id: string, ageMs: number): boolean {
    const row = this.#rows.get(id);
    return row !== undefined && row.writeTime <= this.#now() - ageMs;
  }
}
