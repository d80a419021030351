/**
 * Whether, and how many, tasks of a segment may be begun.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import { offersTheRest } from "./child-flow.js";
import type { FlowHeader } from "./flow-header.js";
import { isEndedFlow, type TaskState } from "./states.js";

interface Counted {
  readonly definition: CompiledDefinition;
  readonly flow: FlowHeader;
  readonly control: { readonly lists: { readonly running: ReadonlySet<number> } } | undefined;
  count(state: TaskState): number;
}

/** Whether ready tasks may be claimed now. */
export function offersNow(segment: Counted): boolean {
  const { state, stopping } = segment.flow;
  if (stopping !== undefined || freePermits(segment) <= 0) return false;
  return state === "RUNNING" || state === "REVERTING" || offersTheRest(segment.flow) || isEndedFlow(state);
}

/** How many more tasks may run at once; one that runs for each item of a list does so by its items. */
export function freePermits(segment: Counted): number {
  const most = segment.definition.flow.maxParallel || Number.MAX_SAFE_INTEGER;
  const lists = segment.control?.lists.running.size ?? 0;
  return most - segment.count("RUNNING") - segment.count("REVERTING") - segment.count("PAUSED") + lists;
}
