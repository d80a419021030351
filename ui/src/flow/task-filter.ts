// Which tasks the table shows, and in which order.
import type { TaskState } from "#gen/lazyengine/v1/states_pb.js";
import type { TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import { momentOf } from "../format/time.js";
import { TASK_STATES, taskLook } from "../states/task-states.js";

export interface TaskFilter {
  readonly states: readonly TaskState[];
  /** What the id contains, small and capital letters alike. */
  readonly text: string;
}

export function parseTaskFilter(query: Readonly<Record<string, string>>): TaskFilter {
  const words = (query["states"] ?? "").split(",").filter((word) => word !== "");
  const states = words.flatMap((word) => TASK_STATES.find((state) => wordOf(state) === word.toLowerCase()) ?? []);
  return { states, text: query["text"] ?? "" };
}

/** As addresses have it: `revert_failed`. */
export function wordOf(state: TaskState): string {
  return taskLook(state).word.replace(" ", "_");
}

export function filterTasks(tasks: readonly TaskDetails[], { states, text }: TaskFilter): readonly TaskDetails[] {
  const wanted = text.toLowerCase();
  if (states.length === 0 && wanted === "") return tasks;
  return tasks.filter(
    ({ state, taskId }) =>
      (states.length === 0 || states.includes(state)) && (wanted === "" || taskId.toLowerCase().includes(wanted)),
  );
}

/** How long a task has worked, from its first claim on; undefined where it has not begun. */
export function workedMs(task: TaskDetails, now: number): number | undefined {
  const start = momentOf(task.startTime);
  return start === undefined ? undefined : Math.max(0, (momentOf(task.endTime) ?? now) - start);
}
