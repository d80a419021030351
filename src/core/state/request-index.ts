/**
 * Which task keeps a completion's request_id.
 */
import type { NodeEntry } from "./node-entry.js";

export class RequestIndex {
  /** The task that last kept each: a hint, since what was pushed out of its history stays here. */
  readonly #nodes = new Map<string, number>();

  nodeOf(requestId: string): number | undefined {
    return this.#nodes.get(requestId);
  }

  /** A task's entry is replaced. */
  keep(number: number, old: NodeEntry | undefined, entry: NodeEntry): void {
    const { requestId, deferred, child, history } = entry;
    if (requestId !== undefined) this.#nodes.set(requestId, number);
    if (deferred?.requestId !== undefined) this.#nodes.set(deferred.requestId, number);
    if (child?.spawned?.requestId !== undefined) this.#nodes.set(child.spawned.requestId, number);
    if (history === undefined || history === old?.history) return;
    for (const record of history) if (record.requestId !== undefined) this.#nodes.set(record.requestId, number);
  }
}
