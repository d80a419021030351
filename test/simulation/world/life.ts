/**
 * One life of a process, from its start to its crash. What comes to a dead process is lost; to a paused one it comes
 * when the pause is over.
 */
import type { World } from "./world.js";

export class Life {
  readonly name: string;
  readonly #world: World;
  readonly #onEnd = new Set<() => void>();
  #ended = false;
  #pausedUntil = 0;

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Something comes to the process: an answer, a timer, a call. */
  receive(event: () => void): void {
    if (this.#ended) return;
    if (this.#pausedUntil > this.#world.now) this.#world.at(this.#pausedUntil, () => this.receive(event));
    else event();
  }

  pause(durationMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#world.now + durationMs);
  }

  end(): void {
    this.#ended = true;
    for (const ended of [...this.#onEnd]) ended();
    this.#onEnd.clear();
  }

  /** Called when it ends; the result takes it back. */
  onEnd(ended: () => void): () => void {
    this.#onEnd.add(ended);
    return () => void this.#onEnd.delete(ended);
  }
}
