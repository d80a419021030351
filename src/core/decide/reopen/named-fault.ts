/**
 * Why a task of a flow of several segments, which a caller names, is not run again or skipped: told by its entry alone.
 */
import type { RefusalReason } from "../../decision.js";
import type { CompiledNode } from "../../definition/compiled-definition.js";
import type { NodeEntry } from "../../state/node-entry.js";
import { hasRun } from "./failed-tasks.js";

export interface NamedFault {
  readonly reason: RefusalReason;
  readonly fault: string;
}

type Entry = NodeEntry | undefined;

/** Undefined = it is run again, or begins anew. */
export function retryFault({ task, ...node }: CompiledNode, entry: Entry, reset: boolean): NamedFault | undefined {
  const state = entry?.state ?? "PENDING";
  const isRoot = node.dependencies.length + node.sourceSegments === 0;
  const reason = "NOT_RETRYABLE";
  if (reset) {
    const mayBegin = entry !== undefined && (hasRun(entry) || isRoot);
    return mayBegin ? undefined : { reason, fault: `task ${task.name} is ${state}: it cannot begin anew` };
  }
  const ran = entry !== undefined && hasRun(entry);
  const wasStopped = state === "SKIPPED" && entry?.skipReason === "STOPPED";
  if (state === "CANCELLED" || (ran && (state === "FAILED" || wasStopped))) return undefined;
  return { reason, fault: `task ${task.name} is ${state}: nothing of it can be run again` };
}

/** Undefined = it is skipped; "standing" = it is so already. */
export function skipFault(
  { task }: CompiledNode,
  entry: Entry,
  hasBegun: boolean,
): NamedFault | "standing" | undefined {
  const state = entry?.state ?? "PENDING";
  if (state === "SKIPPED") return "standing";
  if (state === "SUCCEEDED") {
    return { reason: "TASK_CLOSED", fault: `task ${task.name} has SUCCEEDED: it is not skipped` };
  }
  if (hasBegun || entry !== undefined) return undefined;
  return { reason: "TASK_NOT_READY", fault: `task ${task.name} is ${state}: the flow has not begun` };
}
