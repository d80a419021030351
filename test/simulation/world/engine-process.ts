/**
 * A process that runs the real engine: it starts, crashes, pauses and is started again.
 */
import { SEGMENT_BOUNDS, type SegmentBounds } from "../../../src/core/definition/stored-form.js";
import type { Environment } from "../../../src/engine/environment.js";
import { createEngine, type Engine } from "../../../src/engine/index.js";
import type { Database } from "./database.js";
import { Life } from "./life.js";
import { ProcessClock } from "./process-clock.js";
import { storeLink } from "./store-link.js";
import type { World } from "./world.js";

const RESTART_MS = 10_000;

export class EngineProcess {
  readonly name: string;
  readonly #world: World;
  readonly #database: Database;
  readonly #bounds: SegmentBounds;
  #life: Life;
  #clock: ProcessClock;
  #engine: Engine | undefined;

  /** `bounds`: how it cuts large flows; undefined = as real processes do. */
  constructor(world: World, database: Database, name: string, bounds: SegmentBounds = SEGMENT_BOUNDS) {
    this.#world = world;
    this.#database = database;
    this.#bounds = bounds;
    this.name = name;
    this.#life = new Life(world, name);
    this.#clock = new ProcessClock(world);
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

  /** Its clock jumps ahead; or, where `ms` is below 0, stands still for so long. */
  shiftClock(ms: number): void {
    this.#world.note(this.name, `its clock is shifted by ${Math.round(ms)} ms`);
    this.#clock.shift(ms);
  }

  #restart(): void {
    const { faults, random } = this.#world;
    this.#world.after(faults.on ? RESTART_MS * random.next() ** 2 : 100, () => {
      this.#life = new Life(this.#world, this.name);
      this.#clock = new ProcessClock(this.#world);
      this.#start();
    });
  }

  #start(): void {
    const life = this.#life;
    const clock = this.#clock;
    const crash = () => {
      if (this.#life === life) this.crash();
    };
    const store = storeLink({ world: this.#world, life, clock, database: this.#database, crash });
    const environment = environmentOf(this.#world, life, clock);
    createEngine({ store, environment, segmentBounds: this.#bounds }).then(
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

/** The world as the engine sees it. */
function environmentOf(world: World, life: Life, clock: ProcessClock): Environment {
  return {
    monotonic: () => clock.read(),
    setTimer: (delayMs, callback) => world.after(delayMs, () => life.receive(callback)),
    defer: (callback) => void world.after(0, () => life.receive(callback)),
    random: world.random.next,
    randomBits: () => world.uniqueName(),
    uniqueId: () => world.uniqueName(),
  };
}
