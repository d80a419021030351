/**
 * The monotonic clock of one process, with a zero of its own. As on a machine that was suspended or moved, it jumps
 * ahead or stands still for a while; it never goes back.
 */
import type { World } from "./world.js";

export class ProcessClock {
  readonly #world: World;
  #offset: number;
  #latest = 0;

  constructor(world: World) {
    this.#world = world;
    this.#offset = 1_000_000 * world.random.next();
  }

  /** Milliseconds. */
  read(): number {
    this.#latest = Math.max(this.#latest, this.#offset + this.#world.now);
    return this.#latest;
  }

  shift(ms: number): void {
    this.read();
    this.#offset += ms;
  }
}
