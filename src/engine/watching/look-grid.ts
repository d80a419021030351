/**
 * When watches look: all of a process in the same turn, so that they share what is read and made. A look that took long is
 * followed by a longer wait, so that watching takes a bounded share of the process whatever is watched.
 */
import type { Environment } from "../environment.js";
import { throwIfAborted } from "../waiting.js";

/** Changes within this of each other are told together: looks fall on its multiples of the process's clock. */
export const COALESCE_MS = 200;
/** The next look is at least so many times later than the last one took. */
const WAIT_FOR_COST = 40;
const WAIT_MS_MAX = 2_000;

export class LookGrid {
  readonly #environment: Environment;
  #waiting = new Set<() => void>();
  #armed = false;
  /** The place on the grid of the last look. */
  #last = 0;
  #costMs = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Calls back in the turn of the next look; the result cancels it. */
  onNext(callback: () => void): () => void {
    this.#waiting.add(callback);
    this.#arm();
    return () => void this.#waiting.delete(callback);
  }

  /** Resolves in the turn of the next look. Rejects when the signal is aborted. */
  async next(signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    await new Promise<void>((resolve) => {
      const done = () => {
        cancel();
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const cancel = this.onNext(done);
      signal?.addEventListener("abort", done);
    });
    throwIfAborted(signal);
  }

  /** The last look has taken as much more, outside its turn. */
  spent(durationMs: number): void {
    this.#costMs += durationMs;
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    const now = this.#environment.monotonic();
    const at = Math.max(Math.floor(now / COALESCE_MS) + 1, this.#earliest) * COALESCE_MS;
    this.#environment.setTimer(at - now, () => {
      this.#armed = false;
      // What the last look took is known by now.
      if (this.#earliest * COALESCE_MS > at) this.#arm();
      else this.#look(at / COALESCE_MS);
    });
  }

  /** In steps of the grid. */
  get #earliest(): number {
    const wait = Math.min(this.#costMs * WAIT_FOR_COST, WAIT_MS_MAX);
    return this.#last + Math.max(1, Math.ceil(wait / COALESCE_MS));
  }

  #look(place: number): void {
    if (this.#waiting.size === 0) return;
    this.#last = place;
    this.#costMs = 0;
    const began = this.#environment.monotonic();
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
    // What is written is sent at the end of the turn.
    afterTurn(() => process.nextTick(() => this.spent(this.#environment.monotonic() - began)));
  }
}

/** Once all that the present turn set going and that waits for nothing else is done. */
export function afterTurn(callback: () => void): void {
  queueMicrotask(() => process.nextTick(callback));
}
