/**
 * Requests for the same account, one after the other: each asks for what is wanted when its turn comes.
 */

export class RequestsInTurn {
  readonly #failed: (error: unknown) => void;
  #latest: Promise<void> = Promise.resolve();
  #underWay = 0;

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** One waits for its turn or its answer. */
  get areUnderWay(): boolean {
    return this.#underWay > 0;
  }

  /** Resolves with its answer, or when it has failed. Never rejects. */
  add(request: () => Promise<void> | undefined): Promise<void> {
    this.#underWay += 1;
    const answer = this.#latest.then(request);
    this.#latest = answer.catch(this.#failed).finally(() => {
      this.#underWay -= 1;
    });
    return this.#latest;
  }

  /** Resolves once all that are under way are answered. Never rejects. */
  answered(): Promise<void> {
    return this.#latest;
  }
}
