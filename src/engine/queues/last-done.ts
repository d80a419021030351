/**
 * When something was last done for each lender, so that it is done no more often than it pays.
 */
import type { Lender } from "./lender.js";

export class LastDone {
  /** By `Environment.monotonic`. */
  readonly #times = new WeakMap<Lender, number>();

  /** Undefined = never, or what came meanwhile makes it due. */
  at(lender: Lender): number | undefined {
    return this.#times.get(lender);
  }

  /** Whether it was not done for so long: then it is now. */
  isDue(lender: Lender, intervalMs: number): boolean {
    const now = lender.setting.environment.monotonic();
    if (now - (this.#times.get(lender) ?? Number.NEGATIVE_INFINITY) < intervalMs) return false;
    this.#times.set(lender, now);
    return true;
  }

  /** It is due whenever it was done. */
  forget(lender: Lender): void {
    this.#times.delete(lender);
  }
}
