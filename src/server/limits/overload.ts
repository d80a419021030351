/**
 * Refuses new work while there is more to do than the process can, so that what it has begun goes on.
 *
 * The measure is how long work waits here: for its turn in the event loop, which comes late by as much as there is to do
 * before it, for its turn to be written, or for all that was let in before. A queue that comes and goes takes up a burst
 * and is left alone; one that stands only makes everything late, until callers have given up by the time they are answered.
 * That is told apart as CoDel does it (Nichols and Jacobson, "Controlling Queue Delay"): by the least delay over some time,
 * not by its height.
 */
import { LOOK_EVERY_MS, LoopBusyness } from "./loop-busyness.js";
import { Refusals } from "./refusals.js";
import { WorkInHand } from "./work-in-hand.js";

export interface OverloadOptions {
  /** Work that waits longer, and has for as long again, is too much. Milliseconds. */
  readonly maxDelayMs: number;
  /** How long work waits to be written; milliseconds. */
  writeDelayMs(): number;
  /** There is too much to do, or no longer. */
  changed(overloaded: boolean): void;
  /** By performance.now(); tests have their own. */
  readonly now?: () => number;
  /** The share of the last while in which the event loop was busy; tests have their own. */
  readonly busy?: () => number;
}

const TICK_MS = 50;
/** It is over once nothing has waited too long for this long. */
const CALM_MS = 1_000;

export class Overload {
  readonly #options: OverloadOptions;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  readonly #loop = new LoopBusyness();
  readonly #inHand: WorkInHand;
  readonly #refusals: Refusals;
  /** When the event loop last came round, and by how much too late. */
  #tickedAt: number;
  #lateMs = 0;
  #lookedAt = 0;
  /** Since when work has waited too long without a break; undefined = it does not. */
  #aboveSince: number | undefined;
  #lastAbove = Number.NEGATIVE_INFINITY;
  #lastAdmitted = Number.NEGATIVE_INFINITY;
  #stands = false;
  #standsSince = 0;

  constructor(options: OverloadOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#inHand = new WorkInHand(options.busy ?? (() => this.#loop.share));
    this.#refusals = new Refusals(options.maxDelayMs);
    this.#tickedAt = this.#now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** How long work waits now; milliseconds. */
  get delayMs(): number {
    // Within a turn that goes on, what comes up now has waited for all that came before it.
    const now = this.#now();
    const late = now - this.#tickedAt - TICK_MS;
    return Math.max(0, late, this.#lateMs, this.#options.writeDelayMs(), this.#inHand.delayMs(now));
  }

  /** Throws OVERLOADED. */
  admitNewWork(): void {
    const delayMs = this.delayMs;
    const now = this.#now();
    this.#note(delayMs, now);
    const { maxDelayMs } = this.#options;
    if (!this.#stands) return;
    // Never nobody: executors alone may keep a process busy for hours, and others want to begin something, too.
    if (delayMs > maxDelayMs && now - this.#lastAdmitted < delayMs)
      throw this.#refusals.refuse(now, now - this.#standsSince);
    this.#lastAdmitted = now;
    this.#refusals.admitted(now);
  }

  /** New work was let in, which nothing but this process lets wait. */
  begun(): void {
    this.#inHand.begun(this.#now());
  }

  /** It was answered. */
  ended(): void {
    this.#inHand.ended(this.#now());
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#now();
    this.#lateMs = Math.max(0, now - this.#tickedAt - TICK_MS);
    this.#tickedAt = now;
    if (now - this.#lookedAt >= LOOK_EVERY_MS) {
      this.#lookedAt = now;
      this.#loop.look();
    }
    this.#note(this.delayMs, now);
  }

  #note(delayMs: number, now: number): void {
    const { maxDelayMs } = this.#options;
    if (delayMs > maxDelayMs) {
      this.#aboveSince ??= now;
      this.#lastAbove = now;
      if (now - this.#aboveSince >= maxDelayMs) this.#set(true, now);
      return;
    }
    this.#aboveSince = undefined;
    if (now - this.#lastAbove >= CALM_MS) this.#set(false, now);
  }

  #set(stands: boolean, now: number): void {
    if (stands === this.#stands) return;
    this.#stands = stands;
    this.#standsSince = now;
    this.#options.changed(stands);
  }
}
