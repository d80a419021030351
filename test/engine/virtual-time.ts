/**
 * A world whose time passes only when a test says so: the clock of the store and the engine's own.
 */
import { type Environment, realEnvironment } from "../../src/engine/environment.js";

interface Timer {
  readonly time: number;
  readonly order: number;
  readonly callback: () => void;
}

export class VirtualTime {
  /** Milliseconds since the epoch. */
  #now: number;
  #timers: Timer[] = [];
  #order = 0;

  constructor(start = 1_700_000_000_000) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  /** The environment of one engine in this world. */
  environment(): Environment {
    return {
      ...realEnvironment,
      monotonic: () => this.#now,
      setTimer: (delayMs, callback) => {
        this.#order += 1;
        const timer = { time: this.#now + Math.max(0, delayMs), order: this.#order, callback };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
    };
  }

  /** Lets time pass: every timer on the way fires at its time, and what it sets going is done before the next. */
  async advance(durationMs: number): Promise<void> {
    const end = this.#now + durationMs;
    await settled();
    for (let next = this.#first(); next !== undefined && next.time <= end; next = this.#first()) {
      const due = next;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = Math.max(this.#now, due.time);
      due.callback();
      await settled();
    }
    this.#now = end;
    await settled();
  }

  /** Time passes at once: what falls due on the way is late. */
  pass(durationMs: number): void {
    this.#now += durationMs;
  }

  #first(): Timer | undefined {
    return this.#timers.reduce<Timer | undefined>(
      (first, timer) =>
        first === undefined || timer.time < first.time || (timer.time === first.time && timer.order < first.order)
          ? timer
          : first,
      undefined,
    );
  }
}

/** Everything that needs no time has been done: the memory store and the engine only yield to the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise<void>((resolve) => void setImmediate(resolve));
}
