/**
 * The offers of one decision: what it takes of the sessions' credit, and of the permits of queues, is reserved until its
 * commit has landed or failed.
 */
import type { Claimant, Rank } from "../../core/command.js";
import type { Offers } from "../../core/decision.js";
import { isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import type { Allowance } from "../queues/allowance.js";
import type { Lender } from "../queues/lender.js";
import type { Lenders } from "../queues/permit-keeping.js";
import type { QueueTable } from "../queues/queue-table.js";
import type { Allowances } from "../queues/rate-keeping.js";
import type { LiveSession } from "../sessions/live-session.js";
import type { SessionTable } from "../sessions/session-table.js";
import type { Backlog } from "./backlog.js";
import type { DecisionEnd } from "./decision-end.js";

/** Who may take, and how the queues are set. */
export interface OffersSource {
  readonly sessions: SessionTable;
  readonly queues: Pick<QueueTable, "handsOut">;
  readonly permits: Lenders;
  readonly rates: Allowances;
}

export class OffersLedger implements Offers {
  readonly #source: OffersSource;
  readonly #address: SegmentAddress;
  /** Its write is a guarded update, which can be bound to land in time. */
  readonly #isGuarded: boolean;
  readonly #reserved: { readonly session: LiveSession; readonly queue: string }[] = [];
  /** Credit that exists only together with this decision's commit, and so can be spent in no other. */
  readonly #freed = new Map<LiveSession, { tasks: number; evaluations: number; refilled: number }>();
  /** Permits that come back only together with this decision's commit. */
  readonly #returned = new Map<Lender, number>();
  readonly #spent: { readonly lender: Lender; readonly passesOn: boolean }[] = [];
  readonly #handedOut: Allowance[] = [];
  #notAfter: number | undefined;

  constructor(source: OffersSource, address: SegmentAddress, isGuarded = true) {
    this.#source = source;
    this.#address = address;
    this.#isGuarded = isGuarded;
  }

  /** When its commit must have landed, by the database's clock: what it hands out may be until then. */
  get notAfter(): number | undefined {
    return this.#notAfter;
  }

  handsOut(queue: string): boolean {
    const { queues, permits, rates } = this.#source;
    const { namespace } = this.#address;
    if (!queues.handsOut(namespace, queue)) return false;
    const [lenders, allowance] = [permits.needed(namespace, queue), rates.of(namespace, queue)];
    if (lenders === undefined) return false;
    if (lenders.length === 0 && allowance === undefined) return true;
    if (!this.#isGuarded || allowance?.free === 0) return false;
    return lenders.every((lender) => lender.free > 0 || (this.#returned.get(lender) ?? 0) > 0);
  }

  permits(queue: string): readonly string[] {
    const { namespace } = this.#address;
    const allowance = this.#source.rates.of(namespace, queue);
    if (allowance !== undefined) this.#handOut(allowance);
    const lenders = this.#source.permits.needed(namespace, queue) ?? [];
    for (const lender of lenders) this.#spend(lender);
    return lenders.map(({ id }) => id);
  }

  #handOut(allowance: Allowance): void {
    allowance.spend();
    this.#handedOut.push(allowance);
    this.#mustLandBy(allowance.until);
  }

  #spend(lender: Lender): void {
    const returned = this.#returned.get(lender) ?? 0;
    const passesOn = returned > 0;
    if (passesOn) this.#returned.set(lender, returned - 1);
    lender.spend(passesOn);
    this.#spent.push({ lender, passesOn });
    this.#mustLandBy(lender.until);
  }

  returned(id: string, token: string): void {
    const lender = this.#source.permits.byId(id);
    // Of a claim that is not on its books it is not known whether its permit is still good.
    if (lender?.held.has(token) !== true || !lender.mayPassOn) return;
    this.#returned.set(lender, (this.#returned.get(lender) ?? 0) + 1);
  }

  take(queue: string, rank: Rank): Claimant | undefined {
    const { namespace, flowId } = this.#address;
    const { sessions } = this.#source;
    if (!sessions.isFirstOfKey(namespace, queue, rank)) return undefined;
    for (const backlog of sessions.concerned(namespace, queue, flowId)) {
      if (!backlog.allows(rank)) continue;
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
    const session = this.#source.sessions.holder(this.#address.namespace, holder);
    // A claim that is not on its books has not taken of its credit, and gives none back.
    const task = session?.held.get(token);
    if (session === undefined || task === undefined) return;
    const freed = this.#freed.get(session) ?? { tasks: 0, evaluations: 0, refilled: 0 };
    this.#freed.set(session, freed);
    freed[kindOf(task.evaluates)] += 1;
  }

  /**
   * The decision has landed, and what the sessions hold is known; or it has not. Reservations end either way; where nobody
   * knows, permits stay spent until it cannot land any more.
   */
  settle(end: DecisionEnd): void {
    for (const { session, queue } of this.#reserved) session.reserve(-1, queue);
    this.#reserved.length = 0;
    this.#freed.clear();
    this.#returned.clear();
    for (const { lender, passesOn } of this.#spent) lender.settle(passesOn, end !== "UNKNOWN");
    this.#spent.length = 0;
    for (const allowance of this.#handedOut) allowance.settle(end);
    this.#handedOut.length = 0;
  }

  #mustLandBy(time: number): void {
    this.#notAfter = Math.min(this.#notAfter ?? time, time);
  }

  #takeFreed(backlog: Backlog): LiveSession | undefined {
    const kind = kindOf(isEvaluationQueue(backlog.queue));
    for (const [session, freed] of this.#freed) {
      if (freed[kind] === 0 || !backlog.sessions.has(session)) continue;
      if (!session.mayRefill(backlog.queue, freed.refilled)) continue;
      freed[kind] -= 1;
      freed.refilled += 1;
      return session;
    }
    return undefined;
  }
}

function kindOf(evaluates: boolean): "tasks" | "evaluations" {
  return evaluates ? "evaluations" : "tasks";
}
