/**
 * How often a time was how long: counts by upper bounds, with nothing allocated for an observation.
 */

/** From one millisecond, doubled, to half a minute. */
const BOUNDS_MS: readonly number[] = Array.from({ length: 16 }, (_, power) => 2 ** power);

export class Distribution {
  /** How many lay at or below each bound and above the one before; the last are those above all bounds. */
  readonly counts = new Float64Array(BOUNDS_MS.length + 1);
  #sumMs = 0;

  get boundsMs(): readonly number[] {
    return BOUNDS_MS;
  }

  get sumMs(): number {
    return this.#sumMs;
  }

  /** A time below zero, which two clocks can make, counts as none. */
  add(ms: number): void {
    const time = Math.max(0, ms);
    let at = 0;
    for (const bound of BOUNDS_MS) {
      if (time <= bound) break;
      at += 1;
    }
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.#sumMs += time;
  }
}
