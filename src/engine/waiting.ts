/**
 * Waiting for an event with a bound: a wake-up, a time, or the caller's leaving, whichever comes first.
 */
import { EngineError } from "./engine-error.js";
import type { Environment } from "./environment.js";

/** An event that can be waited for again and again: wake-ups in between are not lost. */
export class Wakeup {
  #woken = false;
  #wake: (() => void) | undefined;

  readonly wake = (): void => {
    this.#woken = true;
    this.#wake?.();
  };

  /** Resolves at the next wake-up since the last wait, after `delayMs` at the latest. Rejects when the signal is aborted. */
  async wait(environment: Environment, delayMs: number, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        const cancelTimer = environment.setTimer(delayMs, () => done());
        const done = () => {
          cancelTimer();
          signal?.removeEventListener("abort", done);
          this.#wake = undefined;
          resolve();
        };
        this.#wake = done;
        signal?.addEventListener("abort", done);
      });
    }
    this.#woken = false;
    throwIfAborted(signal);
  }
}

/** Throws CANCELLED where the caller has left. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new EngineError("CANCELLED", "the caller has left");
}
