/**
 * The wake times of the segments that this process has seen: one timer of the environment for the earliest (rule D5).
 * Losing them costs time only, for the sweep looks at the store's.
 */
import { BinaryHeap } from "../../core/state/binary-heap.js";
import type { DatabaseClock } from "../database-clock.js";
import type { Environment } from "../environment.js";

interface Alarm {
  readonly segmentId: string;
  readonly time: number;
}

/** Further ahead than this the sweep looks after it: the process need not remember. */
const HORIZON_MS = 10 * 60_000;

/** Alarms that count no more, kept beside those that do. */
const STALE_KEPT = 1_000;

const emptyHeap = () => new BinaryHeap<Alarm>((a, b) => a.time < b.time);

export class AlarmClock {
  readonly #environment: Environment;
  readonly #clock: DatabaseClock;
  readonly #ring: (segmentId: string, time: number) => void;
  #heap = emptyHeap();
  readonly #current = new Map<string, Alarm>();
  #armed: { readonly time: number; cancel(): void } | undefined;
  #stopped = false;

  constructor(environment: Environment, clock: DatabaseClock, ring: (segmentId: string, time: number) => void) {
    this.#environment = environment;
    this.#clock = clock;
    this.#ring = ring;
  }

  /** The segment's earliest timer, as of its latest commit; undefined = it has none. */
  set(segmentId: string, time: number | undefined): void {
    if (this.#current.get(segmentId)?.time === time) return;
    if (time === undefined || time > this.#clock.now() + HORIZON_MS) {
      this.#current.delete(segmentId);
      return;
    }
    const alarm = { segmentId, time };
    this.#current.set(segmentId, alarm);
    this.#heap.push(alarm);
    if (this.#heap.size > 2 * this.#current.size + STALE_KEPT) this.#dropStale();
    this.#arm();
  }

  /** How many alarms are kept, those that count no more included. */
  get size(): number {
    return this.#heap.size;
  }

  stop(): void {
    this.#stopped = true;
    this.#armed?.cancel();
  }

  #arm(): void {
    const first = this.#first();
    if (this.#stopped || first === undefined) return;
    if (this.#armed !== undefined && this.#armed.time <= first.time) return;
    this.#armed?.cancel();
    const cancel = this.#environment.setTimer(Math.max(0, first.time - this.#clock.now()), () => this.#due());
    this.#armed = { time: first.time, cancel };
  }

  #due(): void {
    this.#armed = undefined;
    const now = this.#clock.now();
    for (let first = this.#first(); first !== undefined && first.time <= now; first = this.#first()) {
      this.#heap.pop();
      this.#current.delete(first.segmentId);
      this.#ring(first.segmentId, first.time);
    }
    this.#arm();
  }

  /** What counts no more goes when it comes to the top, and an early alarm would keep it below for minutes. */
  #dropStale(): void {
    this.#heap = emptyHeap();
    for (const alarm of this.#current.values()) this.#heap.push(alarm);
  }

  #first(): Alarm | undefined {
    for (;;) {
      const first = this.#heap.first();
      if (first === undefined || this.#current.get(first.segmentId) === first) return first;
      this.#heap.pop();
    }
  }
}
