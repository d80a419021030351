/**
 * Decisions as callers bring them, in the form in which state keeps them.
 */
import type { TaskDecision } from "../../core/state/task-decision.js";
import type { Decision } from "../requests.js";
import { storedPayload } from "./stored-payloads.js";

export function storedDecision({ context, globals, end, ...decision }: Decision): TaskDecision {
  return {
    ...decision,
    ...(context !== undefined && { context: storedPayload(context) }),
    globals: Object.fromEntries(Object.entries(globals).map(([key, value]) => [key, storedPayload(value)])),
    ...(end !== undefined && { end: storedEnd(end) }),
  };
}

function storedEnd({ output, ...end }: NonNullable<Decision["end"]>): NonNullable<TaskDecision["end"]> {
  return { ...end, ...(output !== undefined && { output: storedPayload(output) }) };
}
