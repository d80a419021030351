/**
 * What this process knows about one queue of a namespace: who of its sessions has credit, and the best that is known to
 * wait unclaimed. All of it is a hint; the index is the authority.
 */
import type { Rank } from "../../core/command.js";
import type { WaitingHead } from "../../store/segment-store.js";
import type { LiveSession } from "../sessions/live-session.js";
import { ranksBefore } from "./rank-order.js";
import { WaitingKeys } from "./waiting-keys.js";

export class Backlog {
  readonly namespace: string;
  readonly queue: string;
  /** "" = of any flow; otherwise for sessions that want only this flow's tasks. */
  readonly flowId: string;
  readonly sessions = new Set<LiveSession>();
  /** Called when something may wait: those who claim without a stream. */
  readonly waiters = new Set<() => void>();
  /** The best head known to wait (rule D2): raised by hints and commits, lowered only by an index read. */
  mark: Rank | undefined;
  /** What waits for keys. */
  readonly keys: WaitingKeys;
  /** What the last index read found, without what waits for keys of which nothing is left. */
  #heads: readonly WaitingHead[] = [];
  /** Sessions with credit, the next to be served first. */
  readonly #available = new Set<LiveSession>();

  constructor(namespace: string, queue: string, flowId: string) {
    this.namespace = namespace;
    this.queue = queue;
    this.flowId = flowId;
    this.keys = new WaitingKeys(queue);
  }

  /** For those who only look. */
  get heads(): readonly WaitingHead[] {
    return this.#heads;
  }

  get isUsed(): boolean {
    return this.sessions.size > 0 || this.waiters.size > 0;
  }

  /** The credit of all its sessions. */
  get credit(): number {
    let credit = 0;
    for (const session of this.#available) credit += session.creditFor(this.queue);
    return credit;
  }

  /** Something of this rank waits. */
  raise(rank: Rank): void {
    if (this.mark === undefined || ranksBefore(rank, this.mark)) this.mark = rank;
  }

  /** As an index read has found it, the best first. `isSpent`: of the key of such a queue nothing is left. */
  found(heads: readonly WaitingHead[], isSpent: (queue: string) => boolean): void {
    this.#heads = heads.filter(({ queue }) => !isSpent(queue));
    this.mark = this.#heads[0];
  }

  /** Nothing was left of some keys: what waits for them keeps nothing else waiting. What was raised meanwhile stands. */
  withoutSpent(isSpent: (queue: string) => boolean): void {
    const isFound = this.mark !== undefined && this.mark === this.#heads[0];
    this.#heads = this.#heads.filter(({ queue }) => !isSpent(queue));
    if (isFound) this.mark = this.#heads[0];
  }

  /** Whether a task of this rank may be handed over although others wait. */
  allows(rank: Rank): boolean {
    return this.mark === undefined || !ranksBefore(this.mark, rank);
  }

  creditChanged(session: LiveSession): void {
    if (session.creditFor(this.queue) > 0 && this.sessions.has(session)) this.#available.add(session);
    else this.#available.delete(session);
  }

  /** A session with credit, each in its turn. */
  nextSession(): LiveSession | undefined {
    for (const session of this.#available) {
      this.#available.delete(session);
      if (session.creditFor(this.queue) === 0) continue;
      this.#available.add(session);
      return session;
    }
    return undefined;
  }

  availableSessions(): readonly LiveSession[] {
    return [...this.#available];
  }

  add(session: LiveSession): void {
    this.sessions.add(session);
    this.creditChanged(session);
  }

  remove(session: LiveSession): void {
    this.sessions.delete(session);
    this.#available.delete(session);
  }
}
