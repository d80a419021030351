/**
 * The offers of one decision: what it takes of the sessions' credit is reserved until its commit has landed or failed.
 */
import type { Claimant, Rank } from "../../core/command.js";
import type { Offers } from "../../core/decision.js";
import { isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import type { QueueTable } from "../queues/queue-table.js";
import type { LiveSession } from "../sessions/live-session.js";
import type { SessionTable } from "../sessions/session-table.js";
import type { Backlog } from "./backlog.js";

/** Who may take, and how the queues are set. */
export interface OffersSource {
  readonly sessions: SessionTable;
  readonly queues: Pick<QueueTable, "handsOut">;
}

export class OffersLedger implements Offers {
  readonly #sessions: SessionTable;
  readonly #queues: OffersSource["queues"];
  readonly #address: SegmentAddress;
  readonly #reserved: { readonly session: LiveSession; readonly queue: string }[] = [];
  /** Credit that exists only together with this decision's commit, and so can be spent in no other. */
  readonly #freed = new Map<LiveSession, { tasks: number; evaluations: number }>();

  constructor({ sessions, queues }: OffersSource, address: SegmentAddress) {
    this.#sessions = sessions;
    this.#queues = queues;
    this.#address = address;
  }

  handsOut(queue: string): boolean {
    return this.#queues.handsOut(this.#address.namespace, queue);
  }

  take(queue: string, rank: Rank): Claimant | undefined {
    const { namespace, flowId } = this.#address;
    for (const backlog of this.#sessions.concerned(namespace, queue, flowId)) {
      if (!backlog.allows(rank)) continue;
      if (!this.handsOut(queue)) return undefined;
      const freed = this.#takeFreed(backlog);
      if (freed !== undefined) return freed.claimant;
      const session = backlog.nextSession();
      if (session === undefined) continue;
      session.reserve(1, queue);
      this.#reserved.push({ session, queue });
      return session.claimant;
    }
    return undefined;
  }

  free(holder: string, token: string): void {
    const session = this.#sessions.holder(this.#address.namespace, holder);
    // A claim that is not on its books has not taken of its credit, and gives none back.
    const task = session?.held.get(token);
    if (session === undefined || task === undefined) return;
    const freed = this.#freed.get(session) ?? { tasks: 0, evaluations: 0 };
    this.#freed.set(session, freed);
    freed[kindOf(task.evaluates)] += 1;
  }

  /** The decision has landed, and what the sessions hold is known; or it has not. Reservations end either way. */
  settle(): void {
    for (const { session, queue } of this.#reserved) session.reserve(-1, queue);
    this.#reserved.length = 0;
    this.#freed.clear();
  }

  #takeFreed(backlog: Backlog): LiveSession | undefined {
    const kind = kindOf(isEvaluationQueue(backlog.queue));
    for (const [session, freed] of this.#freed) {
      if (freed[kind] === 0 || !backlog.sessions.has(session) || !session.mayRefill(backlog.queue)) continue;
      freed[kind] -= 1;
      return session;
    }
    return undefined;
  }
}

function kindOf(evaluates: boolean): "tasks" | "evaluations" {
  return evaluates ? "evaluations" : "tasks";
}
