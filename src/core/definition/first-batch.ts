/**
 * What a flow makes ready as soon as it begins.
 */
import { isNoop, type TaskDefinition } from "./definition.js";
import { itemsOf } from "./for-each.js";
import { isStep, type Stepwise } from "./stepwise.js";

/** What becomes of a task once its dependencies hold: it is ready, done at once, or waits for a time. */
export const START = { ready: 0, passes: 1, waits: 2 } as const;

export type StartKind = (typeof START)[keyof typeof START];

export function startKind(task: TaskDefinition): StartKind {
  const { type, delayMs, delayAfterMs, evaluate, forEach } = task;
  // How many items there are is known only then.
  if (forEach?.expression !== undefined) return START.waits;
  if (delayMs > 0 || evaluate?.phases.includes("START") === true) return START.waits;
  const isEmpty = forEach?.literal !== undefined && itemsOf(forEach).count === 0;
  // Of one that runs for each item of a list the first items.
  if (type !== undefined && !isEmpty) return START.ready;
  // What runs as a flow is offered to nobody.
  if (!isNoop(task) && !isEmpty) return START.waits;
  // A no-op is done at once, but then asked about.
  if (evaluate !== undefined) return START.waits;
  return delayAfterMs > 0 ? START.waits : START.passes;
}

export interface StartGraph {
  readonly roots: readonly number[];
  kindOf(place: number): StartKind;
  dependencyCount(place: number): number;
  successorsOf(place: number): Iterable<number>;
}

/** The tasks that nothing but the start makes ready: no delay holds them, and at most no-ops lie before. Ascending. */
export function* firstBatch(graph: StartGraph): Stepwise<readonly number[]> {
  const { roots, kindOf, dependencyCount, successorsOf } = graph;
  const ready: number[] = [];
  const open = new Map<number, number>();
  const reached = [...roots];
  // What lies behind no-ops is appended meanwhile, and its turn comes.
  for (const [index, place] of reached.entries()) {
    if (isStep(index)) yield;
    const kind = kindOf(place);
    if (kind === START.ready) ready.push(place);
    if (kind !== START.passes) continue;
    for (const successor of successorsOf(place)) {
      const left = (open.get(successor) ?? dependencyCount(successor)) - 1;
      open.set(successor, left);
      if (left === 0) reached.push(successor);
    }
  }
  return ready.sort((a, b) => a - b);
}
