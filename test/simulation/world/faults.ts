/**
 * What goes wrong in a world, and how often. Each seed has its own mixture, so that rare faults also meet alone and often.
 */
import type { SeededRandom } from "../../core/seeded-random.js";

/** What becomes of a call of the store; some calls are the last that their process makes. */
export type StoreFate = "answered" | "lost before" | "lost after" | "late" | "crash before" | "crash after";

/** What becomes of a caller's call. */
export type CallFate = "answered" | "lost before" | "lost after" | "twice";

/** What befalls a call, a hint, a stream. */
type Mishap =
  | "storeLostBefore"
  | "storeLostAfter"
  | "storeLate"
  | "storeSlow"
  | "storeCrash"
  | "storeGivenUp"
  | "storeRefuses"
  | "hintLost"
  | "hintSlow"
  | "hintTwice"
  | "hintGap"
  | "callLostBefore"
  | "callLostAfter"
  | "callTwice"
  | "callSlow"
  | "halfOpen"
  | "historyLost";

/** What comes about by itself. */
export type Happening =
  | "crash"
  | "pause"
  | "election"
  | "lag"
  | "databaseClock"
  | "processClock"
  | "vanish"
  | "disconnect";

type Kind = Mishap | Happening;

/** Second copies of calls are late, and wait for a process that pauses. */
export const COPIES_COME_WITHIN_MS = 30_000;

/** The most there is of each: the share of calls, or how many of them come about in a minute. */
const MOST: Readonly<Record<Kind, number>> = {
  storeLostBefore: 0.1,
  storeLostAfter: 0.1,
  storeLate: 0.05,
  storeSlow: 0.1,
  storeCrash: 0.005,
  storeGivenUp: 3,
  storeRefuses: 0.2,
  hintLost: 1,
  hintSlow: 0.3,
  hintTwice: 0.2,
  hintGap: 0.05,
  callLostBefore: 0.15,
  callLostAfter: 0.15,
  callTwice: 0.15,
  callSlow: 0.2,
  halfOpen: 0.7,
  crash: 6,
  pause: 4,
  election: 3,
  lag: 20,
  databaseClock: 3,
  processClock: 3,
  vanish: 6,
  disconnect: 12,
  historyLost: 0.1,
};

export class Faults {
  readonly #random: SeededRandom;
  readonly #rates: Record<Kind, number>;
  #on = true;

  constructor(random: SeededRandom) {
    this.#random = random;
    // Some worlds are peaceful in most respects; a few are hostile in all.
    const share = random.pick([0, 0.2, 0.5, 1]);
    const rate = (most: number) => (random.chance(share) ? most * random.next() ** 2 : 0);
    this.#rates = Object.fromEntries(Object.entries(MOST).map(([kind, most]) => [kind, rate(most)])) as Record<
      Kind,
      number
    >; // the same keys
  }

  /** From now on everything works. */
  stop(): void {
    this.#on = false;
  }

  get on(): boolean {
    return this.#on;
  }

  /** Whether processes may believe for a while that it is much later or earlier than it is. */
  get clocksJump(): boolean {
    return this.#rates.databaseClock > 0 || this.#rates.processClock > 0;
  }

  happens(kind: Mishap): boolean {
    const rate = this.#rates[kind];
    return rate > 0 && this.#on && this.#random.chance(rate);
  }

  /** Milliseconds until the next one of a kind that comes about by itself; undefined = never. */
  next(kind: Happening): number | undefined {
    const perMinute = this.#rates[kind];
    if (perMinute === 0 || !this.#on) return undefined;
    return (-Math.log(1 - this.#random.next()) * 60_000) / perMinute;
  }

  /** `lateChances`: how often it may meet the fault of landing late; 0 for what writes nothing. */
  storeFate(lateChances: number): StoreFate {
    if (this.happens("storeLostBefore")) return "lost before";
    if (this.happens("storeLostAfter")) return "lost after";
    if (this.happens("storeCrash")) return this.#random.chance(0.5) ? "crash before" : "crash after";
    for (let chance = 0; chance < lateChances; chance += 1) if (this.happens("storeLate")) return "late";
    return "answered";
  }

  callFate(): CallFate {
    if (this.happens("callLostBefore")) return "lost before";
    if (this.happens("callLostAfter")) return "lost after";
    return this.happens("callTwice") ? "twice" : "answered";
  }

  /** One way between a process and the database, milliseconds. */
  storeDelay(): number {
    return this.happens("storeSlow") ? this.#long(2_000) : 0.2 + this.#random.next();
  }

  /** One way between a caller and a process. */
  callDelay(): number {
    return this.happens("callSlow") ? this.#long(5_000) : 0.2 + this.#random.next();
  }

  /** How long a second copy of a call is under way: its caller may long have gone on. */
  copyDelay(): number {
    return this.#long(10_000);
  }

  hintDelay(): number {
    return this.happens("hintSlow") ? this.#long(10_000) : 1 + 5 * this.#random.next();
  }

  /** Up to `most`, short ones more often. */
  #long(most: number): number {
    return most * this.#random.next() ** 3;
  }
}
