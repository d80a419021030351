/**
 * One process of a test engine, from its start to its end: the real engine, on the store as this process sees it. When it
 * dies, nothing that it has under way goes any further, as when a machine is switched off.
 */

import { EngineError } from "../engine/engine-error.js";
import type { Environment } from "../engine/environment.js";
import { createEngine, type Engine } from "../engine/index.js";
import type { HintFeed, Store } from "../store/store.js";
import type { Activity } from "./activity.js";
import { intercepted } from "./intercepted.js";
import { afterThisTurn } from "./real-time.js";
import type { VirtualClock } from "./virtual-clock.js";

/** When a process is to die: as it asks for its next commit, or as soon as that has landed, before anybody hears of it. */
export type DeathMoment = "before commit" | "after commit";

/** What a process lives in. */
export interface Surroundings {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly random: () => number;
  /** Resolves at once, or when the store answers again. */
  readonly storeAnswers: () => Promise<void>;
}

const COMMITS = new Set(["insert", "update", "replace", "delete"]);
/** They give no promise, or one that lasts. */
const DIRECT = ["follow", "isLater", "listen"];

export class EngineLife {
  /** Rejects when the process dies. */
  readonly died: Promise<never>;
  readonly engine: Promise<Engine>;
  /** The process dies then. */
  deathAt: DeathMoment | undefined;
  readonly #surroundings: Surroundings;
  readonly #onDeath: (name: string) => void;
  readonly #feeds: HintFeed[] = [];
  #end: (error: Error) => void = () => undefined;
  #name = "";
  #dead = false;

  /** `onDeath` is told the name that the process had in the store. */
  constructor(surroundings: Surroundings, onDeath: (name: string) => void) {
    this.#surroundings = surroundings;
    this.#onDeath = onDeath;
    this.died = new Promise((_resolve, reject) => {
      this.#end = reject;
    });
    this.died.catch(() => undefined);
    this.engine = createEngine({ store: this.#storeSeen(), environment: this.#environment() });
    this.engine.then(
      ({ process }) => {
        this.#name = process;
      },
      () => undefined,
    );
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** `why`: what its callers hear. */
  die(why: Error = unknownOutcome("the process was dropped")): void {
    if (this.#dead) return;
    this.#dead = true;
    for (const feed of this.#feeds) void feed.close();
    this.#end(why);
    this.#onDeath(this.#name);
  }

  /** What the work resolves to; rejects as soon as the process dies. */
  whileAlive<Result>(work: Promise<Result>): Promise<Result> {
    // What a dead process brings reaches nobody.
    work.catch(() => undefined);
    return Promise.race([this.died, work]);
  }

  #environment(): Environment {
    const { clock, activity, random } = this.#surroundings;
    const alive = (callback: () => void) => () => {
      if (this.#dead) return;
      activity.mark();
      callback();
    };
    const bits = () => Math.floor(random() * 2 ** 32).toString(36);
    return {
      monotonic: clock.now,
      setTimer: (delayMs, callback) => clock.at(clock.now() + Math.max(0, delayMs), alive(callback)),
      defer: (callback) => afterThisTurn(alive(callback)),
      random,
      randomBits: () => `${bits()}${bits()}`,
      uniqueId: () => `${bits()}-${bits()}-${bits()}`,
    };
  }

  #storeSeen(): Store {
    const { store } = this.#surroundings;
    const seen = <Port extends object>(port: Port) =>
      intercepted(port, (name, perform) => this.#call(name, perform), DIRECT);
    return {
      kind: store.kind,
      format: store.format,
      segments: seen(store.segments),
      payloads: seen(store.payloads),
      definitions: seen(store.definitions),
      sessions: seen(store.sessions),
      queues: seen(store.queues),
      schedules: seen(store.schedules),
      retention: seen(store.retention),
      readTime: () => this.#call("readTime", () => store.readTime()) as Promise<number>, // What it performs.
      listen: (process, listener) => this.#heard(store.listen(process, listener)),
      followOthers: (process, followed, listener) => this.#heard(store.followOthers(process, followed, listener)),
      open: () => store.open(),
      health: () => store.health(),
      close: async () => undefined,
    };
  }

  async #call(name: string, perform: () => Promise<unknown>): Promise<unknown> {
    const { activity, storeAnswers } = this.#surroundings;
    activity.mark();
    await storeAnswers();
    if (this.#dies(name, "before commit")) return unanswered();
    const result = await perform();
    activity.mark();
    if (hasLanded(result) && this.#dies(name, "after commit")) return unanswered();
    return result;
  }

  /** True = nobody is answered any more. */
  #dies(name: string, moment: DeathMoment): boolean {
    if (this.deathAt === moment && COMMITS.has(name)) this.die();
    return this.#dead;
  }

  /** Until it dies. */
  #heard(feed: HintFeed): HintFeed {
    this.#feeds.push(feed);
    return feed;
  }
}

/** What a caller hears when nobody can say what became of its call. It may be repeated at once. */
export function unknownOutcome(why: string): EngineError {
  const message = `${why}; the outcome is unknown, repeat the request`;
  return new EngineError("STORE_UNAVAILABLE", message, { retryAfterMs: 1 });
}

function unanswered(): Promise<never> {
  return new Promise(() => undefined);
}

/** Whether a write has changed anything: how inserts, updates, replacements and deletions say so. */
function hasLanded(result: unknown): boolean {
  if (Array.isArray(result)) return result.includes(true);
  if (typeof result === "object" && result !== null && "matched" in result) return result.matched !== 0;
  return result === true;
}
