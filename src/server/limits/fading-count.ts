/**
 * Counts what happens, each event for less the longer ago it was: by a factor of e in each span.
 */
export class FadingCount {
  readonly #spanMs: number;
  #value = 0;
  #at = 0;

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  add(now: number): void {
    this.#value = this.at(now) + 1;
  }

  at(now: number): number {
    this.#value *= Math.exp((this.#at - now) / this.#spanMs);
    this.#at = now;
    return this.#value;
  }

  clear(now: number): void {
    this.#value = 0;
    this.#at = now;
  }
}
