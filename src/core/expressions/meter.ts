/**
 * What evaluating takes, in steps: about one for each node of the syntax tree that is evaluated, for each element that is
 * looked at, and for every 16 characters of a text. A step takes well under a microsecond.
 */
import { isCelList, isCelMap } from "@bufbuild/cel";

/** What one decision may still spend on all of its expressions. */
export interface Budget {
  steps: number;
}

export class StepsSpent extends Error {
  override readonly name = "StepsSpent";
}

const CHARACTERS_PER_STEP = 16;

/** Counts for one evaluation at a time: evaluating is never interrupted. */
export class Meter {
  #left = 0;
  #isSpent = false;

  /** Whether the evaluation asked for more than it had. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** Runs with at most so many steps of the budget, and takes from it what was spent. */
  run<Value>(budget: Budget, most: number, evaluation: () => Value): Value {
    const given = Math.min(most, budget.steps);
    this.#left = given;
    this.#isSpent = false;
    const { stackTraceLimit } = Error;
    // The library's values for errors are Errors: where they come in thousands their stacks are what takes long.
    Error.stackTraceLimit = 0;
    try {
      return evaluation();
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      budget.steps -= given - Math.max(0, this.#left);
    }
  }

  /** Throws StepsSpent where there are not so many left; from then on always. */
  spend(steps: number): void {
    if (this.#isSpent || steps > this.#left) {
      this.#isSpent = true;
      this.#left = 0;
      throw new StepsSpent("takes too many steps");
    }
    this.#left -= steps;
  }

  spendText(length: number): void {
    this.spend(1 + Math.ceil(length / CHARACTERS_PER_STEP));
  }

  /** For a look at all of a value. */
  spendValue(value: unknown): void {
    if (typeof value === "string") this.spendText(value.length);
    else if (value instanceof Uint8Array) this.spendText(value.length);
    else if (isCelList(value)) {
      this.spend(1);
      for (const element of value) this.spendValue(element);
    } else if (isCelMap(value)) {
      this.spend(1);
      for (const [key, member] of value) {
        this.spendValue(key);
        this.spendValue(member);
      }
    } else this.spend(1);
  }
}
