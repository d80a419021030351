/**
 * The clock of a test engine: it stands still until it is told to move. Timers fire at their times, one by one; a leap
 * passes over the engine's own, which look again and again at what a leap does not pass over.
 */
import { BinaryHeap } from "../core/state/binary-heap.js";

interface Timer {
  readonly time: number;
  readonly order: number;
  readonly callback: () => void;
  cancelled: boolean;
}

const before = (a: Timer, b: Timer) => (a.time !== b.time ? a.time < b.time : a.order < b.order);

export class VirtualClock {
  #now: number;
  #order = 0;
  readonly #timers = new BinaryHeap<Timer>(before);
  readonly #marks = new BinaryHeap<Timer>(before);

  /** `start`: milliseconds since the epoch. */
  constructor(start: number) {
    this.#now = start;
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#now;

  /** Calls back once the time has come; the result cancels it. */
  at(time: number, callback: () => void): () => void {
    return this.#add(time, callback);
  }

  /** The same for what somebody waits for, so that no leap passes over it. */
  mark(time: number, callback: () => void): () => void {
    return this.#add(time, callback, this.#marks);
  }

  /** The earliest mark; undefined = there is none. */
  get nextMark(): number | undefined {
    return first(this.#marks)?.time;
  }

  /** Moves to the next timer and fires it, or, where none is due by `end`, to `end`: then false. */
  fireNext(end: number): boolean {
    const timer = first(this.#timers);
    if (timer === undefined || timer.time > end) {
      this.#now = Math.max(this.#now, end);
      return false;
    }
    this.#timers.pop();
    this.#now = Math.max(this.#now, timer.time);
    timer.cancelled = true;
    timer.callback();
    return true;
  }

  /** Moves there at once: timers before it fire late. */
  leapTo(time: number): void {
    this.#now = Math.max(this.#now, time);
  }

  #add(time: number, callback: () => void, ...others: BinaryHeap<Timer>[]): () => void {
    this.#order += 1;
    const timer: Timer = { time: Math.max(Math.ceil(time), this.#now), order: this.#order, callback, cancelled: false };
    for (const heap of [this.#timers, ...others]) heap.push(timer);
    return () => {
      timer.cancelled = true;
    };
  }
}

function first(timers: BinaryHeap<Timer>): Timer | undefined {
  for (;;) {
    const timer = timers.first();
    if (timer?.cancelled !== true) return timer;
    timers.pop();
  }
}
