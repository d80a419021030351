/**
 * Whether the plan for a task fits it.
 */
import { LIMITS } from "../limits.js";
import type { Segment } from "../state/segment.js";
import type { DecidedPlan } from "../state/task-decision.js";
import { fits } from "./place-items.js";

type Fault = readonly [field: string, text: string] | undefined;

export function planFault(segment: Segment, number: number, plan: DecidedPlan): Fault {
  const { items = [], more, maxParallel, queue, pause } = plan;
  const { task, items: ownItems } = segment.node(number);
  if (queue !== undefined && task.type === undefined)
    return ["decision.plan.queue", "must be empty where no executor does the task"];
  if (ownItems === undefined) {
    const given = { items: items.length > 0, more: more === true, max_parallel: maxParallel !== undefined };
    const field = Object.entries(given).find(([, isGiven]) => isGiven)?.[0];
    return field === undefined ? undefined : [`decision.plan.${field}`, "the task has no for_each: it runs once"];
  }
  if (more === true && pause === true) return ["decision.plan.pause", "comes with the last page of items"];
  const count = (segment.entry(number)?.list?.count ?? 0) + items.length;
  if (count > LIMITS.itemsPerTask) {
    return ["decision.plan.items", `must be at most ${LIMITS.itemsPerTask} in all, would be ${count}`];
  }
  if (segment.control === undefined || fits(segment, number, count)) return undefined;
  return [
    "decision.plan.items",
    `the flow has room for ${LIMITS.instancesPerFlow} tasks, instances and items in all, not for ${items.length} more`,
  ];
}
