/**
 * Which tasks a completion made ready, as its answer tells and as it is stored.
 */
import type { GraphTask } from "../../core/random-graph.js";
import type { FlowHistory } from "./flow-history.js";

interface MadeReady {
  readonly taskId: string;
  /** Whether a repeat finds it: in the state of the completed task's segment, and not beside it with what has ended of a long list. */
  readonly isNear: boolean;
}

/**
 * What is wrong with an answer that names these tasks. Those of the completed task's segment are told all. Of others as
 * many as have heard by then, and none behind their no-ops. Those that run as flows are nobody's to be given.
 */
export function readyDifference(
  history: FlowHistory,
  taskId: string,
  attempt: number,
  told: readonly string[],
): string | undefined {
  const made = madeReadyBy(history, taskId, attempt);
  const all = new Set(made.map((one) => one.taskId));
  // What runs again may be led to by what has ended before; what counts later leads on after its answer.
  const isLater = history.flow.definition.tasks.some(({ name, delayAfterMs }) => name === taskId && delayAfterMs > 0);
  const isWhole = history.flow.steered !== true && !isLater;
  const missing = made.filter((one) => isWhole && one.isNear && !told.includes(one.taskId)).map((one) => one.taskId);
  const [, number = -1] = history.places.addressOf(taskId, history.records) ?? [];
  const isTrue = (one: string) => all.has(one) || history.wasMadeReady(one, number, attempt);
  const wrong = told.filter((one, index) => !isTrue(one) || told.indexOf(one) !== index);
  if (missing.length === 0 && wrong.length === 0) return undefined;
  return `ready [${told.join(", ")}], stored is [${[...all].join(", ")}]`;
}

function madeReadyBy(
  { flow, places, records, leftTheState }: FlowHistory,
  taskId: string,
  attempt: number,
): readonly MadeReady[] {
  const [home, number] = places.addressOf(taskId, records) ?? [];
  return [...records].flatMap(([segment, { nodes }]) =>
    [...nodes].flatMap(([node, entry]): MadeReady[] => {
      const [by, byAttempt, from = segment] = entry.readyBy ?? [];
      if (by !== number || byAttempt !== attempt || from !== home) return [];
      const task: GraphTask | undefined = places.taskOf([segment, node], entry);
      const madeId = places.idOf([segment, node], entry);
      const isGiven = task !== undefined && (!flow.nested?.has(task.name) || flow.answered?.has(task.name));
      return !isGiven || task.noop || madeId === undefined
        ? []
        : [{ taskId: madeId, isNear: segment === home && !leftTheState.has(node) }];
    }),
  );
}
