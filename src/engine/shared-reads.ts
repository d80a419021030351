/**
 * Reads that many ask for at once: each asker gets what a read gives that began after it asked, and shares it with all who
 * asked in time for it.
 */
export class SharedReads<Value> {
  /** The latest read of each key that has begun and not ended. */
  readonly #underWay = new Map<string, Promise<unknown>>();
  /** The one after it. */
  readonly #next = new Map<string, Promise<Value>>();

  read(key: string, begin: () => Promise<Value>): Promise<Value> {
    const next = this.#next.get(key) ?? this.#after(key, begin);
    this.#next.set(key, next);
    return next;
  }

  async #after(key: string, begin: () => Promise<Value>): Promise<Value> {
    // At least a turn later: whoever asks in this one shares it.
    await this.#underWay.get(key)?.catch(() => undefined);
    this.#next.delete(key);
    const reading = begin();
    this.#underWay.set(key, reading);
    try {
      return await reading;
    } finally {
      if (this.#underWay.get(key) === reading) this.#underWay.delete(key);
    }
  }
}
