/**
 * How long what is let in now will take until it is answered: as much as is in hand, at the pace at which it is answered
 * (Little's law). It tells so at once: by the time that calls have waited for long, as many again have been let in.
 */
import { FadingCount } from "./fading-count.js";

/** A process has this much in hand without being behind. */
const FEW = 16;
const SPAN_MS = 1_000;
/** Whoever waits for a database or for others leaves the event loop idle. */
const BUSY = 0.9;

export class WorkInHand {
  readonly #busy: () => number;
  readonly #answered = new FadingCount(SPAN_MS);
  #open = 0;
  /** Since when there has been some without a break. */
  #since = 0;

  /** `busy`: the share of the time in which the event loop has had something to do lately. */
  constructor(busy: () => number) {
    this.#busy = busy;
  }

  begun(now: number): void {
    if (this.#open === 0) {
      this.#since = now;
      this.#answered.clear(now);
    }
    this.#open += 1;
  }

  ended(now: number): void {
    this.#answered.add(now);
    this.#open -= 1;
  }

  /** Milliseconds; 0 where the process is not behind. */
  delayMs(now: number): number {
    if (this.#open <= FEW || this.#busy() < BUSY) return 0;
    const span = SPAN_MS * (1 - Math.exp((this.#since - now) / SPAN_MS));
    return (this.#open * span) / Math.max(1, this.#answered.at(now));
  }
}
