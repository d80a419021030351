/**
 * How many tasks are in each state. States that no task is in are left out.
 */
import { countsBeside, isLong } from "./long-list.js";
import type { ItemList } from "./node-entry.js";
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

  /** A task has another list: of items of long ones there may be no entries. */
  replaceBeside(old: ItemList | undefined, list: ItemList | undefined): void {
    if (old === list) return;
    for (const [state, count] of besideOf(old)) this.add(state, -count);
    for (const [state, count] of besideOf(list)) this.add(state, count);
  }
}

function besideOf(list: ItemList | undefined): [TaskState, number][] {
  return isLong(list) ? (Object.entries(countsBeside(list)) as [TaskState, number][]) : []; // Keyed so.
}
