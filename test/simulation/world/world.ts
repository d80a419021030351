/**
 * A world in which nothing happens but events, one after the other, in an order that a seed decides. What an event sets
 * going is done before the next one: the engine and the memory store wait for nothing else.
 */
import { type SeededRandom, seededRandom } from "../../core/seeded-random.js";
import { EventQueue } from "./event-queue.js";
import { type Extra, Extras } from "./extras.js";
import { Faults } from "./faults.js";

/** What a simulation found: the first broken promise. */
export class Broken extends Error {}

export class World {
  readonly seed: number;
  readonly random: SeededRandom;
  readonly faults: Faults;
  /** Of the reads of how queues are set: on an account of their own, so that what befalls the others does not depend on them. */
  readonly queueFaults: Faults;
  readonly extras: Extras;
  readonly #events = new EventQueue();
  readonly #trace: string[] = [];
  #now = 0;
  #names = 0;
  #broken: Broken | undefined;
  /** How far the database's clock is from the world's, milliseconds. */
  databaseOffset = 0;

  /** `extra`: as `Extras` takes it. */
  constructor(seed: number, extra?: "none" | Extra) {
    this.seed = seed;
    this.extras = new Extras(seed, extra);
    this.random = seededRandom(seed);
    this.faults = new Faults(this.random);
    this.queueFaults = new Faults(seededRandom(~seed));
  }

  /** Milliseconds since the world began. */
  get now(): number {
    return this.#now;
  }

  /** The database's clock, milliseconds since the epoch. */
  readonly databaseTime = (): number => 1_700_000_000_000 + Math.floor(this.#now + this.databaseOffset);

  /** One line for each step, with its time. */
  get trace(): readonly string[] {
    return this.#trace;
  }

  note(who: string, what: string): void {
    this.#trace.push(`${this.#now.toFixed(1).padStart(9)} ${who.padEnd(5)} ${what}`);
  }

  /** Text that is given once only. */
  uniqueName(): string {
    this.#names += 1;
    return `u${this.#names}`;
  }

  /** Does something later; the result takes it back. */
  after(delayMs: number, event: () => void): () => void {
    return this.at(this.#now + Math.max(0, delayMs), event);
  }

  /** Does something at a time that is not over; what is added for one time comes in the order of adding. */
  at(time: number, event: () => void): () => void {
    return this.#events.add(time, event);
  }

  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.after(delayMs, resolve));
  }

  /** A promise was broken: the world ends with this step. The first one counts. */
  breaks(promise: string): void {
    this.note("!", promise);
    this.#broken ??= new Broken(promise);
  }

  /** Runs work that nobody waits for: its failure is a broken promise. */
  start(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.breaks(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
  }

  /** Steps until `done` says so; false = the time was over before. Throws Broken. */
  async run(untilMs: number, done: () => boolean = () => false): Promise<boolean> {
    await settled();
    for (;;) {
      if (this.#broken !== undefined) throw this.#broken;
      if (done()) return true;
      const next = this.#events.takeUntil(untilMs);
      if (next === undefined) break;
      this.#now = next.time;
      next.run();
      await settled();
    }
    this.#now = untilMs;
    return false;
  }
}

/** Everything that waits for nothing but other promises has been done: a tick comes once no promise is left to go on. */
function settled(): Promise<void> {
  return new Promise((resolve) => void process.nextTick(resolve));
}
