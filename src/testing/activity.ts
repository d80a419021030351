/**
 * Whether anything is going on in the process: calls, commits and frames are marked here, and a turn of the event loop in
 * which nothing was marked says that all that needs no time has been done.
 */
import { afterRealTime, afterThisTurn, realTime } from "./real-time.js";

/** An engine and its memory store wait for nothing but turns; a promise or two may lie between two marks. */
const SILENT_TURNS = 5;

export class Activity {
  #marks = 0;
  #waiting: (() => void)[] = [];

  /** Something happens. */
  readonly mark = (): void => {
    this.#marks += 1;
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const wake of waiting) wake();
  };

  /** Resolves when all that waits for nothing but the event loop has been done, or so much real time is over. */
  async settled(withinMs: number): Promise<void> {
    const end = realTime() + withinMs;
    for (let silent = 0; silent < SILENT_TURNS && realTime() < end; ) {
      const before = this.#marks;
      await new Promise<void>((resolve) => afterThisTurn(resolve));
      silent = before === this.#marks ? silent + 1 : 0;
    }
  }

  /** Resolves when something happens, or so much real time is over. */
  next(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = afterRealTime(withinMs, resolve);
      this.#waiting.push(() => {
        cancel();
        resolve();
      });
    });
  }
}
