/**
 * The claims that are done, as many as matter: a task that is sent again although it was just answered is not begun anew.
 */
const KEPT = 8_192;

export class RecentTokens {
  readonly #tokens = new Set<string>();

  has(token: string): boolean {
    return this.#tokens.has(token);
  }

  /** The oldest are forgotten. */
  add(token: string): void {
    this.#tokens.add(token);
    if (this.#tokens.size > KEPT) {
      for (const oldest of this.#tokens) {
        this.#tokens.delete(oldest);
        return;
      }
    }
  }
}
