/**
 * Requests of the same kind, sent to the database together: those of one moment, and those that come while as many as may be are
 * under way. One that comes alone is sent at once.
 */

/** Of one batch. */
const MOST = 128;
const BATCHES_UNDER_WAY = 2;

interface Asked<Request, Answer> {
  readonly request: Request;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export class Gathered<Request, Answer> {
  readonly #send: (requests: readonly Request[]) => Promise<readonly Answer[]>;
  readonly #asked: Asked<Request, Answer>[] = [];
  #underWay = 0;
  #isDue = false;

  /** `send` answers all of them, in their order; where it fails, all fail. */
  constructor(send: (requests: readonly Request[]) => Promise<readonly Answer[]>) {
    this.#send = send;
  }

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ request, resolve, reject });
      if (this.#isDue) return;
      this.#isDue = true;
      // What is asked for in the same turn goes with it.
      setImmediate(() => {
        this.#isDue = false;
        this.#sendAsked();
      });
    });
  }

  #sendAsked(): void {
    while (this.#underWay < BATCHES_UNDER_WAY && this.#asked.length > 0) {
      this.#underWay += 1;
      void this.#sendBatch(this.#asked.splice(0, MOST));
    }
  }

  async #sendBatch(batch: readonly Asked<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.#send(batch.map(({ request }) => request));
      // `send` answers each.
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#underWay -= 1;
      this.#sendAsked();
    }
  }
}
