/**
 * What new work is refused with where there is too much of it, and when its callers may ask again: the later, the more are
 * refused for each that is let in, since what is refused again and again is taken from what is done; but after no longer
 * than there has been too much of it, which may be over as fast as it came.
 */
import { EngineError } from "../../engine/engine-error.js";
import { FadingCount } from "./fading-count.js";

const SPAN_MS = 1_000;
const MOST_SECONDS = 10;

export class Refusals {
  readonly #maxDelayMs: number;
  readonly #admitted = new FadingCount(SPAN_MS);
  readonly #refused = new FadingCount(SPAN_MS);
  /** By when to ask again: they are made once, as the same is said some hundred times a second. */
  readonly #errors = new Map<number, EngineError>();

  constructor(maxDelayMs: number) {
    this.#maxDelayMs = maxDelayMs;
  }

  admitted(now: number): void {
    this.#admitted.add(now);
  }

  /** One more is refused, after so many milliseconds with too much to do: the OVERLOADED to say. */
  refuse(now: number, lastedMs: number): EngineError {
    this.#refused.add(now);
    const share = this.#refused.at(now) / Math.max(1, this.#admitted.at(now));
    const seconds = Math.max(1, Math.min(Math.round(share), Math.round(lastedMs / 1_000), MOST_SECONDS));
    const error = this.#errors.get(seconds) ?? this.#overloaded(seconds);
    this.#errors.set(seconds, error);
    return error;
  }

  #overloaded(seconds: number): EngineError {
    return new EngineError("OVERLOADED", `work waits for more than ${this.#maxDelayMs} ms in this server process`, {
      metadata: { limit: "queueing_delay_ms", value: String(this.#maxDelayMs) },
      retryAfterMs: seconds * 1_000,
    });
  }
}
