/**
 * The work of answers that may take long is done in slices: of all that is done so, one slice in each turn of the event loop, so
 * that what else waits comes in between, however many such answers are made at once. Namespaces take turns.
 */
import type { Environment } from "./environment.js";

/** A slice is over once it has taken this long. */
export const SLICE_MS = 10;

interface Work {
  readonly namespace: string;
  /** True = all is done. */
  step(): boolean;
  resolve(): void;
  reject(error: unknown): void;
}

export class Slices {
  readonly #environment: Pick<Environment, "monotonic" | "defer">;
  /** What is to be done, by namespace; the one whose turn is next comes first. */
  readonly #waiting = new Map<string, Work[]>();

  constructor(environment: Pick<Environment, "monotonic" | "defer">) {
    this.#environment = environment;
  }

  /** Repeats the step until it says that all is done. Rejects with what it throws. */
  until(namespace: string, step: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#nextSlice();
      this.#add({ namespace, step, resolve, reject });
    });
  }

  /** What the work gives, which is done in one go. Rejects with what it throws. */
  async once<Result>(namespace: string, work: () => Result): Promise<Result> {
    let result: Result | undefined;
    await this.until(namespace, () => {
      result = work();
      return true;
    });
    return result as Result; // It has been done.
  }

  /** Works on each of the items, in their order. Rejects with what the work throws. */
  async each<Item>(namespace: string, items: readonly Item[], work: (item: Item) => void): Promise<void> {
    const left = [...items].reverse();
    await this.until(namespace, () => {
      if (left.length > 0) work(left.pop() as Item); // There is one.
      return left.length === 0;
    });
  }

  #nextSlice(): void {
    this.#environment.defer(() => {
      const end = this.#environment.monotonic() + SLICE_MS;
      do {
        const work = this.#take();
        if (work !== undefined && !this.#workUntil(end, work)) this.#add(work);
      } while (this.#waiting.size > 0 && this.#environment.monotonic() < end);
      if (this.#waiting.size > 0) this.#nextSlice();
    });
  }

  /** True = it has ended. */
  #workUntil(end: number, { step, resolve, reject }: Work): boolean {
    try {
      while (!step()) if (this.#environment.monotonic() >= end) return false;
      resolve();
    } catch (error) {
      reject(error);
    }
    return true;
  }

  /** The first of the namespace whose turn it is, which comes behind all others then. */
  #take(): Work | undefined {
    const [next] = this.#waiting;
    if (next === undefined) return undefined;
    const [namespace, own] = next;
    const first = own.shift();
    this.#waiting.delete(namespace);
    if (own.length > 0) this.#waiting.set(namespace, own);
    return first;
  }

  #add(work: Work): void {
    const own = this.#waiting.get(work.namespace);
    if (own === undefined) this.#waiting.set(work.namespace, [work]);
    else own.push(work);
  }
}
