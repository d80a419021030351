/**
 * How many tasks a session may hold, and holds. What is to be decided counts by itself.
 */
import { isEvaluationQueue } from "../../core/definition/evaluation.js";

export interface Account {
  most: number;
  held: number;
  /** Spent ahead of claims. */
  reserved: number;
}

export class SessionCredit {
  readonly #tasks: Account;
  readonly #evaluations: Account;

  constructor(maxInFlight: number, maxEvaluations: number) {
    this.#tasks = { most: maxInFlight, held: 0, reserved: 0 };
    this.#evaluations = { most: maxEvaluations, held: 0, reserved: 0 };
  }

  of(evaluates: boolean): Account {
    return evaluates ? this.#evaluations : this.#tasks;
  }

  ofQueue(queue: string): Account {
    return this.of(isEvaluationQueue(queue));
  }

  /** Of both kinds. */
  get reserved(): number {
    return this.#tasks.reserved + this.#evaluations.reserved;
  }
}
