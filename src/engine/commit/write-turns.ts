/**
 * Whose turn it is to write: one batch after the other, so that a busy process writes few large ones, and a second
 * beside the first where that is slow, so that it holds nobody up.
 */
import type { Environment } from "../environment.js";

const AT_ONCE = 2;
/** A batch that has taken so long waits for the database, or for much that it had to read; ms. */
const SLOW_MS = 50;

export class WriteTurns {
  readonly #environment: Environment;
  readonly #freed: () => void;
  #underWay = 0;
  /** Those of them that are not slow yet. */
  #young = 0;

  /** `freed` is called whenever another batch may have come to be in turn. */
  constructor(environment: Environment, freed: () => void) {
    this.#environment = environment;
    this.#freed = freed;
  }

  /** Whether a batch may begin. */
  get isFree(): boolean {
    return this.#young === 0 && this.#underWay < AT_ONCE;
  }

  /** A batch begins; what is returned is to be called when it has ended. */
  begin(): () => void {
    this.#underWay += 1;
    this.#young += 1;
    let isYoung = true;
    const age = () => {
      if (isYoung) this.#young -= 1;
      isYoung = false;
      this.#freed();
    };
    const cancelTimer = this.#environment.setTimer(SLOW_MS, age);
    return () => {
      cancelTimer();
      this.#underWay -= 1;
      age();
    };
  }
}
