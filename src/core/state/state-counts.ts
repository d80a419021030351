/**
 * How many tasks are in each state. States that no task is in are left out.
 */
import type { TaskState } from "./states.js";

export class StateCounts {
  readonly #counts = new Map<TaskState, number>();

  get all(): ReadonlyMap<TaskState, number> {
    return this.#counts;
  }

  of(state: TaskState): number {
    return this.#counts.get(state) ?? 0;
  }

  add(state: TaskState, change: number): void {
    const count = this.of(state) + change;
    if (count === 0) this.#counts.delete(state);
    else this.#counts.set(state, count);
  }
}
