/**
 * Which tasks that were closed before they could run may run after all, now that others are run again. O(tasks + edges).
 */
import { firesOn } from "../../definition/edge-outcomes.js";
import type { NodeControl } from "../../definition/flow-control.js";
import { JOIN_UNREACHABLE } from "../../state/failure.js";
import { firingEdges } from "../../state/fired-edges.js";
import type { NodeEntry } from "../../state/node-entry.js";
import type { Segment } from "../../state/segment.js";
import { isTerminalTask } from "../../state/states.js";
import { hasRun } from "./failed-tasks.js";

/** What happens to entries: they are run again, or one is skipped. */
export interface Reopened {
  readonly again: ReadonlySet<number>;
  readonly skipped?: number;
}

/**
 * The nodes that come back to PENDING, in the order in which that was found; none of those that are `undone`. `doomed`:
 * those that wait for something in another segment that has ended and does not run again.
 */
export function comingBack(
  segment: Segment,
  reopened: Reopened,
  undone: ReadonlySet<number>,
  doomed: ReadonlySet<number> = new Set(),
): number[] {
  const hopes = new Map<number, number>();
  const { nodes } = segment.definition;
  for (const { number, dependencies } of nodes) {
    if (number === reopened.skipped || undone.has(number) || !isClosed(segment, number)) continue;
    const hope = dependencies.filter((source) => mayLead(segment, reopened, source, number)).length;
    hopes.set(number, doomed.has(number) ? Number.NEGATIVE_INFINITY : hope);
  }
  const back = new Set<number>();
  for (const [node, hope] of hopes) {
    // What the cancel of the flow has closed is decided anew in any case: it does not stay CANCELLED.
    if (hope >= need(segment, node) || segment.stateOf(node) === "CANCELLED") back.add(node);
  }
  // What may run by it is appended meanwhile.
  for (const source of back) {
    for (const node of nodes[source]?.successors ?? []) {
      const hope = hopes.get(node);
      if (hope === undefined || back.has(node) || mayLead(segment, reopened, source, node)) continue;
      hopes.set(node, hope + 1);
      if (hope + 1 >= need(segment, node)) back.add(node);
    }
  }
  return [...back];
}

/** It never ran, and that it does not follows from what the others did, or from how the flow ended. */
function isClosed(segment: Segment, number: number): boolean {
  const entry = segment.entry(number);
  if (entry === undefined || hasRun(entry) || (segment.control?.further(number).length ?? 0) > 0) return false;
  switch (entry.state) {
    case "SKIPPED":
      return entry.skipReason !== "DECIDED" && entry.skipReason !== "REQUESTED";
    case "CANCELLED":
      return true;
    case "FAILED":
      return entry.failure?.type === JOIN_UNREACHABLE;
    default:
      return false;
  }
}

/** How many of its sources must be able to lead to it. */
function need({ definition }: Segment, node: number): number {
  const control = definition.control?.nodes[node];
  if (control !== undefined) return control.join?.need ?? Math.min(1, control.sources.length);
  return definition.nodes[node]?.dependencies.length ?? 0;
}

/** Whether the source has led to the target, or may yet; what only comes back may not, as far as is known. */
function mayLead(segment: Segment, reopened: Reopened, source: number, target: number): boolean {
  const { control, definition } = segment;
  const { again, skipped } = reopened;
  const compiled = definition.control?.nodes[source];
  if (control === undefined || compiled === undefined) {
    if (again.has(source) || source === skipped) return source !== skipped;
    const state = segment.stateOf(source);
    return state === "SUCCEEDED" || !isTerminalTask(state);
  }
  const numbers = [source, ...control.further(source)];
  if (numbers.some((number) => again.has(number))) return true;
  if (skipped !== undefined && numbers.includes(skipped) && leadsBySkip(compiled, target)) return true;
  const latest = control.latest(source);
  if (latest !== undefined && latest === skipped) return false;
  const entry = latest === undefined ? undefined : segment.entry(latest);
  return entry === undefined || !isTerminalTask(entry.state) || leads(compiled, entry, target);
}

function leadsBySkip({ edges }: NodeControl, target: number): boolean {
  return edges.some(({ to, on }) => to === target && firesOn(on, "SKIPPED"));
}

function leads(compiled: NodeControl, entry: NodeEntry, target: number): boolean {
  return firingEdges(compiled, entry).some(({ to }) => to === target);
}
