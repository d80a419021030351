/**
 * What is held under the permits of this process's lenders is compared with the claims that are stored.
 */
import type { Machinery } from "../machinery.js";
import type { Lender } from "./lender.js";
import { tokensLent } from "./lent-tokens.js";

export class Comparisons {
  readonly #machinery: () => Machinery;
  /** Those under way; true = another is wanted after it. */
  readonly #underWay = new Map<Lender, boolean>();

  constructor(machinery: () => Machinery) {
    this.#machinery = machinery;
  }

  /** One at a time for a lender: what is asked for meanwhile shares the next. Never rejects. */
  async compare(lender: Lender): Promise<void> {
    if (this.#underWay.has(lender)) {
      this.#underWay.set(lender, true);
      return;
    }
    do {
      this.#underWay.set(lender, false);
      await this.#once(lender);
    } while (this.#underWay.get(lender) === true);
    this.#underWay.delete(lender);
  }

  async #once(lender: Lender): Promise<void> {
    const { environment, clock, store } = this.#machinery();
    const [since, time] = [environment.monotonic(), clock.now()];
    try {
      const found = await tokensLent(store.segments, lender.setting.key.namespace, lender.id);
      lender.counted(found, since, lender.resolvesDoubtAt(time));
    } catch (error) {
      lender.setting.failed(error);
    }
  }
}
