/**
 * Connected sessions with credit, as a process offers them to decisions; their credit is counted exactly.
 */
import type { Claimant, Rank } from "../../src/core/command.js";
import { NO_OFFERS, type Offers } from "../../src/core/decision.js";
import { holderName } from "../../src/core/state/segment.js";

export interface ConnectedSession {
  readonly claimant: Claimant;
  readonly queues: ReadonlySet<string>;
  credit: number;
}

export class ConnectedSessions implements Offers {
  readonly #byHolder = new Map<string, ConnectedSession>();
  /** The holders whose credit was freed since it was last asked. */
  #freed: string[] = [];

  connect(session: ConnectedSession): void {
    this.#byHolder.set(holderOf(session.claimant), session);
  }

  disconnect(holder: string): void {
    this.#byHolder.delete(holder);
  }

  get all(): readonly ConnectedSession[] {
    return [...this.#byHolder.values()];
  }

  handsOut(): boolean {
    return true;
  }

  /** No queue has a limit. */
  permits = NO_OFFERS.permits;
  returned = NO_OFFERS.returned;

  /** The one connected first of those that can. */
  take(queue: string, _rank: Rank): Claimant | undefined {
    const session = this.all.find((one) => one.credit > 0 && one.queues.has(queue));
    if (session === undefined) return undefined;
    session.credit -= 1;
    return session.claimant;
  }

  free(holder: string): void {
    this.#freed.push(holder);
    const session = this.#byHolder.get(holder);
    if (session !== undefined) session.credit += 1;
  }

  takeFreed(): readonly string[] {
    const freed = this.#freed;
    this.#freed = [];
    return freed;
  }
}

export function holderOf({ session, epoch }: Claimant): string {
  return holderName(session, epoch);
}
