/**
 * What some worlds have beside all else. Which do, and what comes of it, is drawn by generators of their own, so that the
 * others are what they were without.
 */
import { type SeededRandom, seededRandom } from "../../core/seeded-random.js";

/** The share of the worlds that have it. */
const CHANCES = {
  /** Tasks fail by types that their policies do not try again, and by such that they do. */
  "final failures": 0.4,
  /** Most completions come twice, at once or late. */
  doubles: 0.15,
  /** Where there are schedules: they are deleted, and put anew. */
  "deleted schedules": 0.6,
  /** Where there are flows within flows: callers suspend those by themselves. */
  "pauses within": 0.4,
  /** Where there are no schedules: flows that have ended are deleted by rules, and asked for then. */
  retention: 0.12,
} as const;

export type Extra = keyof typeof CHANCES;

const EXTRAS = Object.keys(CHANCES) as Extra[]; // its own keys
const SALT = 0xe87a;

export class Extras {
  readonly #seed: number;
  readonly #drawn: ReadonlySet<Extra>;

  /** `wanted`: none, or this one alone. */
  constructor(seed: number, wanted?: "none" | Extra) {
    this.#seed = seed;
    const isDrawn = (extra: Extra) => seededRandom(saltedBy(seed, extra, 0)).chance(CHANCES[extra]);
    this.#drawn = new Set(EXTRAS.filter((extra) => (wanted === undefined ? isDrawn(extra) : extra === wanted)));
  }

  has(extra: Extra): boolean {
    return this.#drawn.has(extra);
  }

  /** What it is drawn by: the same from the start, each time. */
  random(extra: Extra): SeededRandom {
    return seededRandom(saltedBy(this.#seed, extra, 1));
  }
}

function saltedBy(seed: number, extra: Extra, use: number): number {
  return seed + SALT * (1 + 2 * EXTRAS.indexOf(extra) + use);
}
