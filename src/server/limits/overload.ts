/**
 * Refuses new work while there is more to do than the process can, so that what it has begun goes on.
 *
 * The measure is how long work waits here: for its turn in the event loop, which comes late by as much as there is to do
 * before it, or for its turn to be written. A queue that comes and goes takes up a burst and is left alone; one that
 * stands only makes everything late, until callers have given up by the time they are answered. That is told apart as
 * CoDel does it (Nichols and Jacobson, "Controlling Queue Delay"): by the least delay over some time, not by its height.
 */
import { EngineError } from "../../engine/engine-error.js";

export interface OverloadOptions {
  /** Work that waits longer, and has for as long again, is too much. Milliseconds. */
  readonly maxDelayMs: number;
  /** How long work waits to be written; milliseconds. */
  writeDelayMs(): number;
  /** There is too much to do, or no longer. */
  changed(overloaded: boolean): void;
  /** By performance.now(); tests have their own. */
  readonly now?: () => number;
}

const TICK_MS = 50;
/** It is over once nothing has waited too long for this long. */
const CALM_MS = 1_000;
/** When who was refused may ask again: what retries cost is taken from what is done. */
const RETRY_AFTER_MS = 1_000;

export class Overload {
  readonly #options: OverloadOptions;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  /** When the event loop last came round, and by how much too late. */
  #tickedAt: number;
  #lateMs = 0;
  /** Since when work has waited too long without a break; undefined = it does not. */
  #aboveSince: number | undefined;
  #lastAbove = Number.NEGATIVE_INFINITY;
  #lastAdmitted = Number.NEGATIVE_INFINITY;
  #stands = false;

  constructor(options: OverloadOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#tickedAt = this.#now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** How long work waits now; milliseconds. */
  get delayMs(): number {
    // Within a turn that goes on, what comes up now has waited for all that came before it.
    const late = this.#now() - this.#tickedAt - TICK_MS;
    return Math.max(0, late, this.#lateMs, this.#options.writeDelayMs());
  }

  /** Throws OVERLOADED. */
  admitNewWork(): void {
    const delayMs = this.delayMs;
    const now = this.#now();
    this.#note(delayMs, now);
    const { maxDelayMs } = this.#options;
    if (!this.#stands || delayMs <= maxDelayMs) return;
    // Never nobody: executors alone may keep a process busy for hours, and others want to begin something, too.
    if (now - this.#lastAdmitted >= delayMs) {
      this.#lastAdmitted = now;
      return;
    }
    throw new EngineError("OVERLOADED", `work waits for more than ${maxDelayMs} ms in this server process`, {
      metadata: { limit: "queueing_delay_ms", value: String(maxDelayMs) },
      retryAfterMs: RETRY_AFTER_MS,
    });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#now();
    this.#lateMs = Math.max(0, now - this.#tickedAt - TICK_MS);
    this.#tickedAt = now;
    this.#note(this.delayMs, now);
  }

  #note(delayMs: number, now: number): void {
    const { maxDelayMs } = this.#options;
    if (delayMs > maxDelayMs) {
      this.#aboveSince ??= now;
      this.#lastAbove = now;
      if (now - this.#aboveSince >= maxDelayMs) this.#set(true);
      return;
    }
    this.#aboveSince = undefined;
    if (now - this.#lastAbove >= CALM_MS) this.#set(false);
  }

  #set(stands: boolean): void {
    if (stands === this.#stands) return;
    this.#stands = stands;
    this.#options.changed(stands);
  }
}
