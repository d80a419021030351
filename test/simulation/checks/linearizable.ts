/**
 * Whether the calls of a world on each task can be explained by one order, in which each took place between its call and
 * its answer. Where outcomes count later, edges, decisions, scopes or callers run tasks again, there is more to a task than its attempts.
 */
import { isLinearizable } from "../../linearizability/checker.js";
import { TASK, toldOperations } from "../../linearizability/task-model.js";
import type { SimulatedFlow } from "../workload.js";
import type { CallHistory } from "../world/call-history.js";
import type { World } from "../world/world.js";
import type { Histories } from "./histories.js";

/** How many tasks had calls, and how many those were. */
export interface CheckedCalls {
  readonly tasks: number;
  readonly operations: number;
}

export function expectLinearizable(
  world: World,
  calls: CallHistory,
  histories: Histories,
  flows: Iterable<SimulatedFlow>,
): CheckedCalls {
  const plain = new Set([...flows].filter(isPlain).map(({ flowId }) => flowId));
  const worked = new Map(
    [...flows].map(({ flowId, definition }) => [
      flowId,
      new Set(
        definition.tasks
          .filter(({ type, delayAfterMs }) => type !== undefined && delayAfterMs === 0)
          .map(({ name }) => name),
      ),
    ]),
  );
  let [tasks, operations] = [0, 0];
  for (const [key, seen] of calls.operations((flowId) => histories.runs(flowId) === 1)) {
    const [flowId = "", , taskId = ""] = key.split(" ");
    if (!plain.has(flowId) || worked.get(flowId)?.has(taskId) !== true) continue;
    tasks += 1;
    operations += seen.length;
    if (!isLinearizable(seen, TASK)) world.breaks(`${flowId}/${taskId}: no order explains\n${toldOperations(seen)}`);
  }
  return { tasks, operations };
}

function isPlain({ control, scoped, decided, steered, nested, begins, edited }: SimulatedFlow): boolean {
  return [control, scoped, steered, nested, begins, edited].every((trait) => trait === undefined) && decided !== true;
}
