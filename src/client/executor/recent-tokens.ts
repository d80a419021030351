/**
 * The claims that are done, as many as matter: a task that is sent again although it was just answered is not begun anew.
 */
const GENERATION = 4_096;

/** Remembers at least the last 4,096 tokens, at most twice as many. */
export class RecentTokens {
  #young = new Set<string>();
  #old = new Set<string>();

  has(token: string): boolean {
    return this.#young.has(token) || this.#old.has(token);
  }

  add(token: string): void {
    // Whole generations are dropped: taking out the oldest of a set, one by one, costs more with each that was taken.
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(token);
  }
}
