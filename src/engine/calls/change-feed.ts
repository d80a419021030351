/**
 * Gathers what the store tells of changes while whoever reads it is busy.
 */
import type { FollowedChange } from "../../store/segment-store.js";

/** Changes that wait to be told; the store's feed is not read on above it. */
const WAITING_BOUND = 10_000;

export class ChangeFeed {
  #waiting: FollowedChange[] = [];
  #ended: { readonly error?: unknown } | undefined;
  #arrived: (() => void) | undefined;
  #emptied: (() => void) | undefined;

  constructor(changes: AsyncIterable<FollowedChange>) {
    this.#gather(changes).then(
      () => this.#end({}),
      (error) => this.#end({ error }),
    );
  }

  /** What has changed since the last call, after `coalesce`; undefined at the end. Throws what the feed throws. */
  async next(coalesce: () => Promise<void>): Promise<readonly FollowedChange[] | undefined> {
    while (this.#waiting.length === 0) {
      if (this.#ended?.error !== undefined) throw this.#ended.error;
      if (this.#ended !== undefined) return undefined;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    await coalesce();
    const changes = this.#waiting;
    this.#waiting = [];
    this.#emptied?.();
    return changes;
  }

  async #gather(changes: AsyncIterable<FollowedChange>): Promise<void> {
    for await (const change of changes) {
      this.#waiting.push(change);
      this.#arrived?.();
      if (this.#waiting.length < WAITING_BOUND) continue;
      await new Promise<void>((resolve) => {
        this.#emptied = resolve;
      });
    }
  }

  #end(end: { readonly error?: unknown }): void {
    this.#ended = end;
    this.#arrived?.();
  }
}
