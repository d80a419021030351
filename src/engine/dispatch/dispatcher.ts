/**
 * The claim path: where credit and waiting tasks meet that were not handed over in a commit. A fill reads the heads of a
 * queue and claims from their segments for the sessions with credit; it runs when something may have changed, never
 * twice at once for a queue.
 */
import { isKeyLimit } from "../../core/definition/concurrency-key.js";
import { callersQueue } from "../../core/definition/evaluation.js";
import type { Head, SegmentAddress } from "../../core/state/segment.js";
import type { QueueKey } from "../../store/queue-store.js";
import type { Machinery } from "../machinery.js";
import type { LiveSession } from "../sessions/live-session.js";
import type { Backlog } from "./backlog.js";
import { claimWaiting } from "./claim-waiting.js";
import type { Dispatching } from "./dispatching.js";

export class Dispatcher implements Dispatching {
  readonly #machinery: () => Machinery;
  readonly #filling = new Set<Backlog>();
  /** Backlogs that something happened to while they were being filled. */
  readonly #again = new Set<Backlog>();
  #stopped = false;

  constructor(machinery: () => Machinery) {
    this.#machinery = machinery;
  }

  noteHeads(address: Pick<SegmentAddress, "namespace" | "flowId">, heads: readonly Head[]): void {
    const { sessions, permits } = this.#machinery();
    const { namespace, flowId } = address;
    const isSpent = (queue: string) => permits.isKeySpent(namespace, queue);
    for (const backlog of sessions.noteHeads(namespace, flowId, heads, isSpent)) this.poke(backlog);
  }

  creditChanged(session: LiveSession): void {
    const { sessions, permits } = this.#machinery();
    const { namespace } = session;
    sessions.creditChanged(session);
    for (const queue of session.setting.queues) {
      if (session.creditFor(queue) === 0) continue;
      const backlog = sessions.backlog(namespace, queue, session.setting.flowId);
      const mayHaveKey = () => backlog.keys.queues().some((keyed) => !permits.isKeySpent(namespace, keyed));
      if (backlog.mark !== undefined || mayHaveKey()) this.poke(backlog);
    }
  }

  queueChanged({ namespace, queue }: QueueKey): void {
    for (const backlog of this.#machinery().sessions.backlogs()) {
      const concerns = isKeyLimit(queue)
        ? backlog.keys.queueOf(queue) !== undefined
        : callersQueue(backlog.queue) === queue;
      if (backlog.namespace === namespace && concerns) this.poke(backlog);
    }
  }

  poke(backlog: Backlog): void {
    if (this.#stopped) return;
    for (const wake of [...backlog.waiters]) wake();
    if (this.#filling.has(backlog)) {
      this.#again.add(backlog);
      return;
    }
    this.#filling.add(backlog);
    // After what is under way: the credit that a decision has reserved may come back in the same turn.
    queueMicrotask(() => void this.#fill(backlog));
  }

  stop(): void {
    this.#stopped = true;
  }

  async #fill(backlog: Backlog): Promise<void> {
    const machinery = this.#machinery();
    try {
      do {
        this.#again.delete(backlog);
        await claimWaiting(machinery, backlog);
      } while (this.#again.has(backlog) && backlog.credit > 0 && !this.#stopped);
    } catch (error) {
      // The sweep pokes again.
      machinery.emit({ kind: "error", what: "claiming what waits", error });
    } finally {
      this.#again.delete(backlog);
      this.#filling.delete(backlog);
    }
  }
}
