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

  /**
   * Resolves at the next wake-up since the last wait, after `delayMs` at the latest: to whether there was one. Rejects when
   * the signal is aborted.
   */
  wait(environment: Environment, delayMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.waitUntil((over) => environment.setTimer(delayMs, over), signal);
  }

  /** The same with another bound: `bound` calls back when it is over, and gives what cancels it. */
  async waitUntil(bound: (over: () => void) => () => void, signal?: AbortSignal): Promise<boolean> {
    throwIfAborted(signal);
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        const cancel = bound(() => done());
        const done = () => {
          cancel();
          signal?.removeEventListener("abort", done);
          this.#wake = undefined;
          resolve();
        };
        this.#wake = done;
        signal?.addEventListener("abort", done);
      });
    }
    const woken = this.#woken;
    this.#woken = false;
    throwIfAborted(signal);
    return woken;
  }
}

/** Throws CANCELLED where the caller has left. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new EngineError("CANCELLED", "the caller has left");
}
