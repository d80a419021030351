// How many tasks are in which state, as bars and legends show it.
import type { TaskCount } from "#gen/lazyengine/v1/flow_pb.js";
import type { TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { TASK_STATES, taskLook } from "./task-states.js";

export interface Share {
  readonly state: TaskState;
  readonly count: number;
}

/** The states that have tasks, in the order of their looks. */
export function sharesOf(counts: readonly Pick<TaskCount, "state" | "count">[]): readonly Share[] {
  const byState = new Map(counts.map(({ state, count }) => [state, count]));
  return TASK_STATES.flatMap((state) => {
    const count = byState.get(state) ?? 0;
    return count === 0 ? [] : [{ state, count }];
  });
}

/** All tasks, and how many of them have ended. */
export function progressOf(counts: readonly Share[]): { readonly total: number; readonly ended: number } {
  let total = 0;
  let ended = 0;
  for (const { state, count } of counts) {
    total += count;
    if (taskLook(state).ended) ended += count;
  }
  return { total, ended };
}
