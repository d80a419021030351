/**
 * Retention in memory.
 */
import type { RetentionGuard, RetentionRecord, RetentionStore } from "../retention-store.js";

export class MemoryRetention implements RetentionStore {
  readonly #records = new Map<string, RetentionRecord>();

  async insert(record: RetentionRecord): Promise<boolean> {
    if (this.#records.has(record.namespace)) return false;
    this.#records.set(record.namespace, record);
    return true;
  }

  async read(namespace: string): Promise<RetentionRecord | undefined> {
    return this.#records.get(namespace);
  }

  async replace({ namespace, version, commit }: RetentionGuard, record: RetentionRecord): Promise<boolean> {
    const stored = this.#records.get(namespace);
    if (stored?.version !== version || stored.commit !== commit) return false;
    this.#records.set(namespace, record);
    return true;
  }

  async due(time: number, limit: number): Promise<readonly string[]> {
    return [...this.#records.values()]
      .flatMap(({ namespace, wakeTime }) =>
        wakeTime === undefined || wakeTime > time ? [] : [{ namespace, wakeTime }],
      )
      .sort((a, b) => a.wakeTime - b.wakeTime)
      .slice(0, limit)
      .map(({ namespace }) => namespace);
  }
}
