/**
 * How time passes for a test engine: never while anything is at work, and never past anything that is due. Where nothing
 * is due for long the clock leaps, so that days cost no more than seconds.
 */
import type { Activity } from "./activity.js";
import { realTime } from "./real-time.js";
import { TestEngineError } from "./test-engine-error.js";
import type { VirtualClock } from "./virtual-clock.js";

/** What the passage of time depends on. */
export interface Passed {
  readonly clock: VirtualClock;
  readonly activity: Activity;
  /** How many writes have landed. */
  commits(): number;
  /** How many of them got anything further: progress that is reported does not. */
  advances(): number;
  /** Whether anything is at work: then time stands still. */
  isAtWork(): boolean;
  /** What is at work, in words. */
  work(): Promise<string>;
  /** What is wrong with the test, where something is. */
  mistake(): Error | undefined;
  /** When the store next has something due: a timer, or what the end of a lease needs. */
  nextDue(): Promise<number | undefined>;
}

/** What an engine has under way by itself, such as what it sends again, is done within this. */
const REST_MS = 4_000;
/** A leap ends this long before what is due, so that the engine comes to it as it does by itself: it looks two seconds ahead. */
const APPROACH_MS = 3_000;
/** How far the clock moves where something should have happened already: the engine looks about once a second. */
const OVERDUE_MS = 1_000;

export class Passage {
  readonly #world: Passed;
  readonly #patienceMs: number;
  /** Since when nothing has changed. */
  #restingSince: number;

  /** `patienceMs`: how long something may be at work in real time and get nowhere. */
  constructor(world: Passed, patienceMs: number) {
    this.#world = world;
    this.#patienceMs = patienceMs;
    this.#restingSince = world.clock.now();
  }

  /** Resolves when nothing is at work: all that is left waits for time, or for somebody outside. */
  async quiet(): Promise<void> {
    const { activity, advances, isAtWork, work, mistake } = this.#world;
    let [landed, since] = [advances(), realTime()];
    for (;;) {
      await activity.settled(this.#patienceMs);
      const wrong = mistake();
      if (wrong !== undefined) throw wrong;
      if (!isAtWork()) return;
      // What is only kept alive, or only says how far it is, gets nowhere.
      if (advances() !== landed) [landed, since] = [advances(), realTime()];
      const leftMs = since + this.#patienceMs - realTime();
      if (leftMs > 0) {
        await activity.next(leftMs);
        continue;
      }
      throw new TestEngineError(
        `still at work after ${this.#patienceMs / 1_000} s of real time: ${await work()}. ` +
          "A handler that is to take time waits for the clock of the test engine: sleep().",
      );
    }
  }

  /** Lets time pass until then; all that is due on the way happens at its time. */
  async until(time: number): Promise<void> {
    const { clock } = this.#world;
    await this.quiet();
    while (clock.now() < time) {
      const next = (await this.#next()) ?? Number.POSITIVE_INFINITY;
      if (next <= time) await this.#passToDue(next);
      else await this.#pass(time);
    }
    await this.#pass(time);
  }

  /**
   * Lets time pass until `done` says so. Rejects where nothing is left that time could bring, with what `waiting` says, and
   * where `limit` is reached before.
   */
  async untilDone(
    done: () => Promise<boolean> | boolean,
    limit: number,
    waiting: () => Promise<string> | string,
  ): Promise<void> {
    const { clock } = this.#world;
    for (;;) {
      await this.quiet();
      if (await done()) return;
      const now = clock.now();
      const due = await this.#next();
      const next = due ?? (now - this.#restingSince < REST_MS ? now + OVERDUE_MS : undefined);
      if (next === undefined) throw new TestEngineError(`nothing is left that time could bring: ${await waiting()}`);
      if (next > limit) {
        const time = new Date(next).toISOString();
        throw new TestEngineError(`the time is over, the next thing is due at ${time}: ${await waiting()}`);
      }
      await (due === undefined ? this.#pass(next) : this.#passToDue(due));
    }
  }

  /** When something is due, by the store or by who waits for the clock; a moment ahead where that is overdue. */
  async #next(): Promise<number | undefined> {
    const { clock, nextDue } = this.#world;
    const times = [clock.nextMark, await nextDue()].filter((time) => time !== undefined);
    if (times.length === 0) return undefined;
    return Math.max(Math.min(...times), clock.now() + OVERDUE_MS * Number(Math.min(...times) <= clock.now()));
  }

  /** The engine may need some tries for what is due then: no leap passes over them. */
  async #passToDue(time: number): Promise<void> {
    const { clock } = this.#world;
    await this.#pass(time);
    if (clock.now() >= time) this.#restingSince = clock.now();
  }

  /** To that time, or until something has changed. */
  async #pass(end: number): Promise<void> {
    const { clock, commits } = this.#world;
    const before = commits();
    for (;;) {
      const now = clock.now();
      if (now - this.#restingSince >= REST_MS && end - now > 2 * APPROACH_MS) clock.leapTo(end - APPROACH_MS);
      const fired = clock.fireNext(end);
      await this.quiet();
      if (commits() !== before) {
        this.#restingSince = clock.now();
        return;
      }
      if (!fired) return;
    }
  }
}
