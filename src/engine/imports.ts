/**
 * Definitions that come in pieces are held in memory until the last has come: no more than a few at once (rule C7).
 */
import { queueFull } from "./commit/queue-bound.js";

const AT_ONCE = 2;

export class Imports {
  #underWay = 0;

  /** Does the work of one import. Rejects with OVERLOADED where there are as many as may be. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#underWay >= AT_ONCE) throw queueFull("imports_at_once", this.#underWay);
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }
}
