/**
 * Work that takes much memory or time is done for no more than a few callers at once (rule C7).
 */
import { queueFull } from "./commit/queue-bound.js";

export class FewAtOnce {
  readonly #limit: string;
  readonly #most: number;
  readonly #waitingMost: number;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  /** `limit` names what there are at most so many of; so many more wait for their turn. */
  constructor(limit: string, most: number, waitingMost = 0) {
    this.#limit = limit;
    this.#most = most;
    this.#waitingMost = waitingMost;
  }

  /** Does the work of one. Rejects with OVERLOADED where there are as many as may be. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#turn();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed on.
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#underWay < this.#most) {
      this.#underWay += 1;
      return;
    }
    const { length } = this.#waiting;
    if (length >= this.#waitingMost) throw queueFull(this.#limit, this.#underWay + length);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
