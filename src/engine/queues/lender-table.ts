/**
 * The lenders of this process, by what they lend of and by their ids.
 */
import { isKeyLimit } from "../../core/definition/concurrency-key.js";
import type { QueueKey } from "../../store/queue-store.js";
import type { Lender } from "./lender.js";
import { nameWithin } from "./name-within.js";

export class LenderTable {
  readonly #byName = new Map<string, Lender>();
  readonly #byId = new Map<string, Lender>();

  get isEmpty(): boolean {
    return this.#byId.size === 0;
  }

  of({ namespace, queue }: QueueKey): Lender | undefined {
    return this.#byName.get(nameWithin(namespace, queue));
  }

  byId(id: string): Lender | undefined {
    return this.#byId.get(id);
  }

  all(): readonly Lender[] {
    return [...this.#byId.values()];
  }

  ofKeys(): readonly Lender[] {
    return this.all().filter(({ setting }) => isKeyLimit(setting.key.queue));
  }

  add(lender: Lender): void {
    const { namespace, queue } = lender.setting.key;
    this.#byName.set(nameWithin(namespace, queue), lender);
    this.#byId.set(lender.id, lender);
  }

  /** Ends it. */
  remove(lender: Lender): void {
    const { namespace, queue } = lender.setting.key;
    lender.end();
    this.#byName.delete(nameWithin(namespace, queue));
    this.#byId.delete(lender.id);
  }
}
