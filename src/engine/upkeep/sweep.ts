/**
 * The sweep: what makes the store's state the only authority. It runs in every process about once a second, without a
 * leader, and finds what hints, alarms and streams have lost: timers that are due, sessions whose lease is over, claims
 * without a session, backlogs.
 */

import { flowOfSegment } from "../../store/segment-id.js";
import { spreadKey } from "../dispatch/claim-waiting.js";
import { readHeads } from "../dispatch/read-heads.js";
import { RoundKeys } from "../dispatch/round-keys.js";
import type { Machinery } from "../machinery.js";
import { pruneDue } from "../retention/prune.js";
import { PROCESS_LEASE_MS } from "../sessions/process-lease.js";
import { dueInTurn } from "./due-in-turn.js";
import { expireSessions, orphanDeadProcesses, reclaimOrphans } from "./expiry.js";
import { Garbage } from "./garbage.js";

const INTERVAL_MS = 900;
/** Due timers looked for: those of the time until the sweep comes again go to the alarm clock. */
const LOOK_AHEAD_MS = 2_000;
/** Timers of segments that another process is first in line for are fired here when they are this late (rule D5). */
const GRACE_MS = 1_000;
/** More drift than this between the clocks, and nothing is expired for one lease (rule L5). */
const DRIFT_MS = 1_000;
/** Claims without a session are looked for about this often: those of sessions that expire are taken back at once. */
const HOLDERS_INTERVAL_MS = 10_000;
/** Garbage is looked for about this often. */
const GARBAGE_INTERVAL_MS = 10 * 60_000;

export class Sweep {
  readonly #machinery: Machinery;
  readonly #garbage: Garbage;
  readonly #live = new Set<string>();
  #expireAfter: number;
  #collectAfter: number;
  #holdersSeen: string | undefined;
  #holdersAfter = 0;
  #sweptAt: number;
  #cancelTimer: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #pruning: Promise<void> | undefined;
  #isRunning = false;
  /** Asked for while one ran: the next begins at once. */
  #hurried = false;
  #stopped = false;

  constructor(machinery: Machinery) {
    const { environment } = machinery;
    this.#machinery = machinery;
    this.#garbage = new Garbage(machinery);
    // Only a process that has itself served for one lease may find others' leases over.
    this.#expireAfter = environment.monotonic() + PROCESS_LEASE_MS;
    this.#sweptAt = environment.monotonic();
    this.#collectAfter = environment.monotonic() + GARBAGE_INTERVAL_MS * environment.random();
  }

  /** The processes whose lease ran at the last sweep, this one included. */
  get liveProcesses(): ReadonlySet<string> {
    return this.#live;
  }

  /** Sweeps once, so that what fell due while everything was down is done, and then again and again. */
  async start(): Promise<void> {
    this.#isRunning = true;
    await this.#sweep();
    this.#isRunning = false;
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    await this.#running;
    await this.#pruning;
  }

  /** Hints may have been lost: sweep at once. */
  hurry(): void {
    this.#hurried = true;
    if (!this.#isRunning) this.#schedule();
  }

  /** One sweep at a time, one timer for the next. */
  #schedule(): void {
    this.#cancelTimer();
    if (this.#stopped) return;
    const { environment } = this.#machinery;
    const delay = this.#hurried ? 0 : INTERVAL_MS * (0.8 + 0.2 * environment.random());
    this.#hurried = false;
    this.#cancelTimer = environment.setTimer(delay, () => this.#run());
  }

  #run(): void {
    this.#isRunning = true;
    this.#running = this.#sweep()
      .catch((error) => this.#machinery.emit({ kind: "error", what: "the sweep", error }))
      .finally(() => {
        this.#isRunning = false;
        this.#schedule();
      });
  }

  async #sweep(): Promise<void> {
    const { clock, environment, process, store } = this.#machinery;
    const drift = await clock.measure();
    const now = environment.monotonic();
    // Who could not sweep for so long was probably not alone in it: the others get the time to renew, too.
    if (drift > DRIFT_MS || now - this.#sweptAt > PROCESS_LEASE_MS) this.#expireAfter = now + PROCESS_LEASE_MS;
    this.#sweptAt = now;
    const { live, dead } = await store.sessions.processes();
    this.#live.clear();
    for (const name of [...live, process]) this.#live.add(name);
    await this.#fireTimers();
    await this.#machinery.schedules.lookAtDue((name) => this.#firstInLine(name) === process);
    this.#prune();
    if (now >= this.#expireAfter) {
      await orphanDeadProcesses(this.#machinery, dead);
      await expireSessions(this.#machinery);
      await this.#lookAtHolders(now);
    }
    await this.#machinery.permits.sweep();
    await this.#lookAtBacklogs();
    if (now < this.#collectAfter) return;
    this.#collectAfter = now + GARBAGE_INTERVAL_MS * (0.5 + environment.random());
    await this.#garbage.collect();
  }

  /** Beside the sweep, which must not wait for it: a page at a time. */
  #prune(): void {
    const { process, emit } = this.#machinery;
    this.#pruning ??= pruneDue(this.#machinery, (name) => this.#firstInLine(name) === process)
      .catch((error) => emit({ kind: "error", what: "deleting flows whose retention is over", error }))
      .finally(() => {
        this.#pruning = undefined;
      });
  }

  /** A backstop that reads much and seldom finds anything: page by page, with a pause before it begins again. */
  async #lookAtHolders(now: number): Promise<void> {
    if (this.#holdersSeen === undefined && now < this.#holdersAfter) return;
    this.#holdersSeen = await reclaimOrphans(this.#machinery, this.#holdersSeen);
    if (this.#holdersSeen === undefined) this.#holdersAfter = now + HOLDERS_INTERVAL_MS;
  }

  async #fireTimers(): Promise<void> {
    const { store, clock, alarms, process } = this.#machinery;
    const until = clock.now() + LOOK_AHEAD_MS;
    const due = dueInTurn(
      (limit, except) => store.segments.due(until, limit, except),
      ({ id }) => flowOfSegment(id).namespace,
    );
    for await (const { id, wakeTime } of due) {
      if (this.#firstInLine(id) === process) alarms.set(id, wakeTime);
      else if (wakeTime + GRACE_MS <= clock.now()) alarms.set(id, wakeTime);
    }
  }

  /** The live process that ranks highest for the segment. */
  #firstInLine(segmentId: string): string | undefined {
    let first: string | undefined;
    let best = -1;
    for (const process of this.#live) {
      const key = spreadKey(process, segmentId);
      if (key <= best) continue;
      best = key;
      first = process;
    }
    return first;
  }

  /** Reads every mark anew, at zero credit too (rule D2), and fills where somebody has credit. */
  async #lookAtBacklogs(): Promise<void> {
    const { sessions, dispatcher } = this.#machinery;
    for (const backlog of sessions.backlogs()) {
      if (!backlog.isUsed) {
        sessions.forgetIfUnused(backlog);
        continue;
      }
      const keys = new RoundKeys(this.#machinery, backlog.namespace);
      if ((await readHeads(this.#machinery, [backlog], 1, keys)).length > 0) dispatcher.poke(backlog);
    }
  }
}
