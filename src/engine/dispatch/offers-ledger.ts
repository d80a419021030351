/**
 * The offers of one decision: what it takes of the sessions' credit is reserved until its commit has landed or failed.
 */
import type { Claimant, Rank } from "../../core/command.js";
import type { Offers } from "../../core/decision.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import type { LiveSession } from "../sessions/live-session.js";
import type { SessionTable } from "../sessions/session-table.js";
import type { Backlog } from "./backlog.js";

export class OffersLedger implements Offers {
  readonly #sessions: SessionTable;
  readonly #address: SegmentAddress;
  readonly #reserved = new Map<LiveSession, number>();
  /** Credit that exists only together with this decision's commit, and so can be spent in no other. */
  readonly #freed = new Map<LiveSession, number>();

  constructor(sessions: SessionTable, address: SegmentAddress) {
    this.#sessions = sessions;
    this.#address = address;
  }

  take(queue: string, rank: Rank): Claimant | undefined {
    const { namespace, flowId } = this.#address;
    for (const backlog of this.#sessions.concerned(namespace, queue, flowId)) {
      if (!backlog.allows(rank)) continue;
      const freed = this.#takeFreed(backlog);
      if (freed !== undefined) return freed.claimant;
      const session = backlog.nextSession();
      if (session === undefined) continue;
      session.reserve(1);
      this.#reserved.set(session, (this.#reserved.get(session) ?? 0) + 1);
      return session.claimant;
    }
    return undefined;
  }

  free(holder: string, token: string): void {
    const session = this.#sessions.holder(this.#address.namespace, holder);
    // A claim that is not on its books has not taken of its credit, and gives none back.
    if (session?.held.has(token) === true) this.#freed.set(session, (this.#freed.get(session) ?? 0) + 1);
  }

  /** The decision has landed, and what the sessions hold is known; or it has not. Reservations end either way. */
  settle(): void {
    for (const [session, count] of this.#reserved) session.reserve(-count);
    this.#reserved.clear();
    this.#freed.clear();
  }

  #takeFreed(backlog: Backlog): LiveSession | undefined {
    for (const [session, count] of this.#freed) {
      if (count === 0 || !backlog.sessions.has(session) || !session.mayRefill) continue;
      this.#freed.set(session, count - 1);
      return session;
    }
    return undefined;
  }
}
