/**
 * Work that takes much memory or time is done for no more than a few callers at once (rule C7).
 */
import pLimit, { type LimitFunction } from "p-limit";
import { queueFull } from "./commit/queue-bound.js";

export class FewAtOnce {
  readonly #limit: string;
  readonly #inTurn: LimitFunction;
  /** How many may be under way or wait for their turn. */
  readonly #most: number;

  /** `limit` names what there are at most `atOnce` of; so many more wait for their turn. */
  constructor(limit: string, atOnce: number, waitingMost = 0) {
    this.#limit = limit;
    this.#inTurn = pLimit(atOnce);
    this.#most = atOnce + waitingMost;
  }

  /** Does the work of one. Rejects with OVERLOADED where there are as many as may be. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const { activeCount, pendingCount } = this.#inTurn;
    if (activeCount + pendingCount >= this.#most) throw queueFull(this.#limit, activeCount + pendingCount);
    return this.#inTurn(work);
  }
}
