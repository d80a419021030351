/**
 * What is worked on at once of each key.
 */
export class HeldByKey {
  #limits;
  #counts = new Map();
  #left = 0;
  #resolve = () => undefined;
  /** Tasks above its key's limit. */
  most = 0;

  constructor(limits) {
    this.#limits = limits;
  }

  after(tasks) {
    this.#left = tasks;
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  change(key, by) {
    const count = (this.#counts.get(key) ?? 0) + by;
    this.#counts.set(key, count);
    this.most = Math.max(this.most, count - this.#limits.get(key));
  }

  ended() {
    this.#left -= 1;
    if (this.#left === 0) this.#resolve();
  }
}
