/**
 * How the tasks of a definition hang together, by their places in it. Kept in flat arrays, for definitions of a million
 * tasks.
 */
import { isStep, type Stepwise } from "./stepwise.js";

/** For each place a list of places. */
export class Adjacency {
  /** Where the list of each place ends. */
  readonly #ends: Int32Array;
  readonly #places: Int32Array;

  constructor(ends: Int32Array, places: Int32Array) {
    this.#ends = ends;
    this.#places = places;
  }

  of(place: number): Int32Array {
    return this.#places.subarray(this.#begin(place), this.#ends[place]);
  }

  count(place: number): number {
    return (this.#ends[place] ?? 0) - this.#begin(place);
  }

  /** For each place those in whose lists it is, ascending. Negative ones are in none. */
  *reversed(): Stepwise<Adjacency> {
    const size = this.#ends.length;
    const ends = new Int32Array(size);
    for (const place of this.#places) if (place >= 0) ends[place] = (ends[place] ?? 0) + 1;
    for (let place = 1; place < size; place += 1) ends[place] = (ends[place] ?? 0) + (ends[place - 1] ?? 0);
    const next = new Int32Array(size);
    next.set(ends.subarray(0, Math.max(0, size - 1)), Math.min(1, size));
    const places = new Int32Array(ends[size - 1] ?? 0);
    for (let place = 0; place < size; place += 1) {
      for (let index = this.#begin(place); index < (this.#ends[place] ?? 0); index += 1) {
        const other = this.#places[index] ?? -1;
        if (other < 0) continue;
        const at = next[other] ?? 0;
        places[at] = place;
        next[other] = at + 1;
      }
      if (isStep(place)) yield;
    }
    return new Adjacency(ends, places);
  }

  #begin(place: number): number {
    return place === 0 ? 0 : (this.#ends[place - 1] ?? 0);
  }
}

export interface TaskGraph {
  readonly size: number;
  nameOf(place: number): string;
  /** In the order of the names in the task. */
  readonly dependencies: Adjacency;
  readonly successors: Adjacency;
  /** Of the tasks that read others than those they depend on, in the order of the names. */
  readonly reads: ReadonlyMap<number, Int32Array>;
}

/** How many dependencies each task has, those not counted that are nowhere. */
export function openCounts({ size, dependencies }: TaskGraph): Int32Array {
  const counts = new Int32Array(size);
  for (let place = 0; place < size; place += 1) {
    let count = 0;
    for (const dependency of dependencies.of(place)) if (dependency >= 0) count += 1;
    counts[place] = count;
  }
  return counts;
}

/** Those that are open no more, ascending. */
export function freePlaces(open: Int32Array): number[] {
  const free: number[] = [];
  for (const [place, count] of open.entries()) if (count === 0) free.push(place);
  return free;
}
