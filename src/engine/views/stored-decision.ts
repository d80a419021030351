/**
 * Decisions as callers bring them, in the form in which state keeps them.
 */
import type { TaskDecision } from "../../core/state/task-decision.js";
import type { Decision } from "../requests.js";
import { storedPayload } from "./stored-payloads.js";

export function storedDecision({ context, globals, end, plan, ...decision }: Decision): TaskDecision {
  return {
    ...decision,
    ...(plan !== undefined && { plan: storedPlan(plan) }),
    ...(context !== undefined && { context: storedPayload(context) }),
    globals: Object.fromEntries(Object.entries(globals).map(([key, value]) => [key, storedPayload(value)])),
    ...(end !== undefined && { end: storedEnd(end) }),
  };
}

function storedPlan({ items, ...plan }: NonNullable<Decision["plan"]>): NonNullable<TaskDecision["plan"]> {
  return { ...plan, ...(items !== undefined && { items: items.map(storedPayload) }) };
}

function storedEnd({ output, ...end }: NonNullable<Decision["end"]>): NonNullable<TaskDecision["end"]> {
  return { ...end, ...(output !== undefined && { output: storedPayload(output) }) };
}
