/**
 * A process that runs the real engine: it starts, crashes, pauses and is started again.
 */

import { SEGMENT_BOUNDS, type SegmentBounds } from "../../../src/core/definition/stored-form.js";
import type { Environment } from "../../../src/engine/environment.js";
import { createEngine, type Engine } from "../../../src/engine/index.js";
import type { Database } from "./database.js";
import { Life } from "./life.js";
import { storeLink } from "./store-link.js";
import type { World } from "./world.js";

const RESTART_MS = 10_000;

export class EngineProcess {
  readonly name: string;
  readonly #world: World;
  readonly #database: Database;
  readonly #bounds: SegmentBounds;
  #life: Life;
  #engine: Engine | undefined;

  /** `bounds`: how it cuts large flows; undefined = as real processes do. */
  constructor(world: World, database: Database, name: string, bounds: SegmentBounds = SEGMENT_BOUNDS) {
    this.#world = world;
    this.#database = database;
    this.#bounds = bounds;
    this.name = name;
    this.#life = new Life(world, name);
    this.#start();
  }

  get life(): Life {
    return this.#life;
  }

  /** Absent while it is down or starting. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Everything that it had in memory is gone. */
  crash(): void {
    if (this.#life.ended) return;
    this.#world.note(this.name, "crashes");
    this.#engine = undefined;
    this.#life.end();
    this.#restart();
  }

  pause(durationMs: number): void {
    this.#world.note(this.name, `pauses for ${Math.round(durationMs)} ms`);
    this.#life.pause(durationMs);
  }

  #restart(): void {
    const { faults, random } = this.#world;
    this.#world.after(faults.on ? RESTART_MS * random.next() ** 2 : 100, () => {
      this.#life = new Life(this.#world, this.name);
      this.#start();
    });
  }

  #start(): void {
    const life = this.#life;
    const store = storeLink(this.#world, life, this.#database);
    createEngine({ store, environment: environmentOf(this.#world, life), segmentBounds: this.#bounds }).then(
      (engine) => {
        if (life.ended) return;
        this.#world.note(this.name, `serves as ${engine.process}`);
        this.#engine = engine;
      },
      () => {
        if (life.ended) return;
        this.#world.note(this.name, "could not start");
        life.end();
        this.#restart();
      },
    );
  }
}

/** The world as the engine sees it. Each process has a monotonic clock of its own. */
function environmentOf(world: World, life: Life): Environment {
  const zero = 1_000_000 * world.random.next();
  return {
    monotonic: () => zero + world.now,
    setTimer: (delayMs, callback) => world.after(delayMs, () => life.receive(callback)),
    defer: (callback) => void world.after(0, () => life.receive(callback)),
    random: world.random.next,
    randomBits: () => world.uniqueName(),
    uniqueId: () => world.uniqueName(),
  };
}
