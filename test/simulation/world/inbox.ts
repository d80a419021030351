/**
 * Things on their way to one reader: each takes its time, none overtakes another.
 */
import type { World } from "./world.js";

export class Inbox<Item> implements AsyncIterable<Item> {
  readonly #world: World;
  readonly #items: Item[] = [];
  #lastArrival = 0;
  #end: { readonly error?: Error } | undefined;
  #wake: (() => void) | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** It arrives after the delay, and after what was posted before. */
  post(item: Item, delayMs: number): void {
    this.#arrive(delayMs, () => {
      this.#items.push(item);
      this.#wake?.();
    });
  }

  /** The end, on the same way. */
  postEnd(delayMs: number, error?: Error): void {
    this.#arrive(delayMs, () => this.end(error));
  }

  #arrive(delayMs: number, deliver: () => void): void {
    this.#lastArrival = Math.max(this.#lastArrival, this.#world.now + delayMs);
    this.#world.at(this.#lastArrival, deliver);
  }

  /** The reader learns of it after what has arrived; what is still on its way is lost. The first end counts. */
  end(error?: Error): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        yield item;
        continue;
      }
      if (this.#end?.error !== undefined) throw this.#end.error;
      if (this.#end !== undefined) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
