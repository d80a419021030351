/**
 * This process's lease: while it is renewed, the sessions connected here live (rules L2, L3). A renewal that comes too
 * late means that others may already have taken over: every stream here ends, and the process begins anew.
 */
import type { SessionRecord } from "../../store/session-store.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { LiveSession } from "./live-session.js";
import { loseSession, takenOver } from "./lost-session.js";
import { reconcile } from "./reconcile.js";

export const PROCESS_LEASE_MS = 5_000;
const RENEW_INTERVAL_MS = 1_500;
/** Sessions without credit are all reconciled at a renewal; of the others so many, each in its turn. */
const RECONCILED_PER_RENEWAL = 20;

export class ProcessLease {
  readonly #machinery: Machinery;
  #cancelTimer: () => void = () => undefined;
  #renewing: Promise<void> = Promise.resolve();
  #checking: Promise<void> | undefined;
  #comparing: Promise<void> | undefined;
  #stopped = false;
  #turn = 0;
  #streamless: ReadonlySet<string> = new Set();

  constructor(machinery: Machinery) {
    this.#machinery = machinery;
  }

  async start(): Promise<void> {
    const { store, process } = this.#machinery;
    await store.sessions.registerProcess(process, PROCESS_LEASE_MS);
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    await this.#renewing;
    await this.#checking;
    await this.#comparing;
    await this.#machinery.store.sessions.removeProcess(this.#machinery.process);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#cancelTimer = this.#machinery.environment.setTimer(RENEW_INTERVAL_MS, () => {
      this.#renewing = this.#renew()
        .catch((error) => this.#machinery.emit({ kind: "error", what: "renewing the lease of this process", error }))
        .finally(() => this.#schedule());
    });
  }

  async #renew(): Promise<void> {
    const { store, process, sessions, emit } = this.#machinery;
    if (!(await store.sessions.renewProcess(process, PROCESS_LEASE_MS))) {
      for (const session of sessions.all()) loseSession(this.#machinery, session, leaseLost(session.sessionId));
      await store.sessions.registerProcess(process, PROCESS_LEASE_MS);
      return;
    }
    // Not waited for: where the database is slow the next renewal must not be late for it.
    this.#checking ??= this.#check()
      .catch((error) => emit({ kind: "error", what: "looking for sessions that were taken over", error }))
      .finally(() => {
        this.#checking = undefined;
      });
  }

  /** Whether the sessions that are open here are still this process's in the store, and the other way round. */
  async #check(): Promise<void> {
    const { store, process, sessions } = this.#machinery;
    const opened = sessions.all();
    const owned = await store.sessions.ownedBy(process);
    await this.#detachStreamless(owned);
    const epochs = new Map(owned.map((record) => [`${record.namespace}/${record.session}`, record.epoch]));
    for (const session of opened) {
      // Sessions opened while the read was under way are not in `opened`; those closed meanwhile have ended.
      if (session.ended || epochs.get(`${session.namespace}/${session.sessionId}`) === session.epoch) continue;
      loseSession(this.#machinery, session, takenOver(session.sessionId));
    }
    // Not waited for: with many sessions it takes longer than the lease runs.
    this.#comparing ??= this.#compare(this.#due(opened)).finally(() => {
      this.#comparing = undefined;
    });
  }

  /** Compares what these sessions hold with the store, one after the other: a backstop that must not crowd out calls. */
  async #compare(sessions: readonly LiveSession[]): Promise<void> {
    for (const session of sessions) {
      if (this.#stopped) return;
      if (session.ended) continue;
      try {
        await reconcile(this.#machinery, session);
      } catch (error) {
        this.#machinery.emit({ kind: "error", what: "comparing what a session holds", error });
      }
    }
  }

  /**
   * A session that this process owns and has no stream of, because its closing did not reach the store, would live for
   * ever. One that is being opened looks the same for a moment: only what was so at the last renewal, too, is detached.
   */
  async #detachStreamless(owned: readonly SessionRecord[]): Promise<void> {
    const { sessions, store } = this.#machinery;
    const streamless = owned.filter(({ namespace, session }) => sessions.get(namespace, session) === undefined);
    const before = this.#streamless;
    this.#streamless = new Set(streamless.map(lifeOf));
    for (const record of streamless) {
      if (before.has(lifeOf(record))) await store.sessions.detach(record, record.epoch);
    }
  }

  /** Whose account is checked now: all that have no credit, for a lost hint would leave them so (rule L4). */
  #due(sessions: readonly LiveSession[]): LiveSession[] {
    const live = sessions.filter(({ ended }) => !ended);
    const spent = live.filter(({ isSpent }) => isSpent);
    const start = this.#turn % Math.max(1, live.length);
    this.#turn += RECONCILED_PER_RENEWAL;
    const inTurn = [...live.slice(start), ...live.slice(0, start)].slice(0, RECONCILED_PER_RENEWAL);
    return [...new Set([...spent, ...inTurn])];
  }
}

function lifeOf({ namespace, session, epoch }: SessionRecord): string {
  return `${namespace}/${session}@${epoch}`;
}

function leaseLost(sessionId: string): EngineError {
  return new EngineError("SESSION_EXPIRED", `the serving process lost its lease: open session ${sessionId} again`, {
    metadata: { session_id: sessionId },
    retryAfterMs: 100,
  });
}
