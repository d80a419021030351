/**
 * Who waits for the clock of a test engine: while a handler does, time passes.
 */
import type { VirtualClock } from "./virtual-clock.js";

export class Sleepers {
  readonly #clock: VirtualClock;
  readonly #changed: () => void;
  /** How many waits each claim has under way, by its token. */
  readonly #waits = new Map<string, number>();

  constructor(clock: VirtualClock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Whether the holder of the claim waits for the clock. */
  isAsleep(claimToken: string): boolean {
    return this.#waits.has(claimToken);
  }

  /** Resolves when so much time has passed. `claimToken`: the holder of this claim waits. Rejects when the signal is aborted. */
  sleep(durationMs: number, claimToken: string | undefined, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const over = () => {
        signal?.removeEventListener("abort", aborted);
        cancel();
        this.#count(claimToken, -1);
      };
      const aborted = () => {
        over();
        reject(signal?.reason);
      };
      const cancel = this.#clock.mark(this.#clock.now() + durationMs, () => {
        over();
        resolve();
      });
      signal?.addEventListener("abort", aborted, { once: true });
      this.#count(claimToken, 1);
    });
  }

  #count(claimToken: string | undefined, more: number): void {
    if (claimToken !== undefined) {
      const waits = (this.#waits.get(claimToken) ?? 0) + more;
      if (waits > 0) this.#waits.set(claimToken, waits);
      else this.#waits.delete(claimToken);
    }
    this.#changed();
  }
}
