/**
 * How much a decision does by itself, while nobody outside does anything. Loops of no-ops, and scopes of them that fail each
 * time, are bounded by counts that multiply: what follows from a command is to end all the same, and soon.
 *
 * The unit is the drawing of one edge, some 0.4 µs; what takes longer, or less, counts as so many.
 */
import { LIMITS } from "../limits.js";

/** A task's entry is replaced. */
const CHANGE = 16;
/** At a standstill one task is looked at, or one of its sources. */
const LOOK = 1 / 8;

export class Work {
  #done = 0;

  /** More than one decision may take. */
  get isTooMuch(): boolean {
    return this.#done > LIMITS.unaidedSteps;
  }

  get isHalfDone(): boolean {
    return this.#done > LIMITS.unaidedSteps / 2;
  }

  /** So many edges are looked at, or as many nodes. */
  add(edges: number): void {
    this.#done += edges;
  }

  addChange(): void {
    this.#done += CHANGE;
  }

  addLooks(count: number): void {
    this.#done += count * LOOK;
  }
}
