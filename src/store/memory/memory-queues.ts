/**
 * Queues in memory, timed by the store's clock.
 */
import type { QueueKey, QueueRecord, QueueStore } from "../queue-store.js";
import type { HintBoard } from "./hint-board.js";

export class MemoryQueues implements QueueStore {
  readonly #records = new Map<string, QueueRecord>();
  readonly #now: () => number;
  readonly #hints: HintBoard;

  constructor(now: () => number, hints: HintBoard) {
    this.#now = now;
    this.#hints = hints;
  }

  async all(): Promise<readonly QueueRecord[]> {
    return [...this.#records.values()].map((record) => ({ ...record, requests: [] }));
  }

  async read(key: QueueKey): Promise<QueueRecord | undefined> {
    return this.#records.get(nameOf(key));
  }

  async put(record: Omit<QueueRecord, "updateTime">, process: string): Promise<QueueRecord | undefined> {
    const { namespace, queue, version } = record;
    const before = this.#records.get(nameOf(record))?.version ?? 0;
    if (before !== version - 1) return undefined;
    const stored = { ...record, updateTime: this.#now() };
    this.#records.set(nameOf(record), stored);
    this.#hints.queueSet(process, { namespace, queue });
    return stored;
  }
}

function nameOf({ namespace, queue }: QueueKey): string {
  return `${namespace}/${queue}`;
}
