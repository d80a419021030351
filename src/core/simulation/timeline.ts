/**
 * When each task was under way in a simulation, read off the changes as they come.
 */

import type { Change } from "../decision.js";
import type { Stepwise } from "../definition/stepwise.js";
import { isOpenChild } from "../state/child-flow.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { Segment } from "../state/segment.js";
import { causesOf } from "../state/task-causes.js";
import type { SimulatedBatch, SimulatedTask } from "./simulation.js";

/** After so many tasks there is a pause. */
const ROWS_AT_ONCE = 1_000;

interface Times {
  startTime?: number;
  waitedMs: number;
}

export class Timeline {
  readonly #origin: number;
  readonly #times = new Map<number, Times>();

  constructor(origin: number) {
    this.#origin = origin;
  }

  note(changes: readonly Change[], now: number): void {
    for (const change of changes) {
      if (change.kind !== "task" || change.entry.item !== undefined) continue;
      const { node, entry, previous } = change;
      const times = this.#times.get(node) ?? { waitedMs: 0 };
      this.#times.set(node, times);
      const isClaimed =
        (entry.state === "RUNNING" && entry.claim?.token !== previous?.claim?.token) ||
        (isOpenChild(entry) && !isOpenChild(previous));
      const passes = entry.state === "SUCCEEDED" && entry.attempt === 0;
      if (isClaimed || passes) times.startTime ??= now;
      if (isClaimed) times.waitedMs += now - Math.max(this.#origin, entry.readyTime ?? now);
    }
  }

  /** What was under way before it began, too, as long as it moved since. By start; what never started is last. */
  *tasks(segment: Segment): Stepwise<SimulatedTask[]> {
    const rows: { readonly number: number; readonly task: SimulatedTask }[] = [];
    for (const number of this.#times.keys()) {
      const task = this.task(segment, number);
      if (task !== undefined) rows.push({ number, task });
      if (rows.length % ROWS_AT_ONCE === 0) yield;
    }
    const startOf = ({ startMs }: SimulatedTask) => startMs ?? Number.POSITIVE_INFINITY;
    rows.sort((a, b) => compare(startOf(a.task), startOf(b.task)) || a.number - b.number);
    return rows.map(({ task }) => task);
  }

  /** Undefined for what has not run and was not about to. */
  task(segment: Segment, number: number): SimulatedTask | undefined {
    const entry = segment.entry(number);
    if (entry === undefined || entry.state === "SKIPPED") return undefined;
    const times = this.#times.get(number);
    const startTime = times?.startTime ?? entry.startTime;
    const reached = entry.reachedTime ?? entry.endTime;
    if (reached === undefined) return undefined;
    return {
      taskId: segment.taskId(number),
      state: entry.state,
      reachedMs: this.#since(reached),
      ...(startTime !== undefined && { startMs: this.#since(startTime) }),
      ...(entry.endTime !== undefined && { endMs: this.#since(entry.endTime) }),
      waitedMs: times?.waitedMs ?? 0,
      attempts: entry.attempt,
    };
  }

  /** From the task that ended last back to the first: of those that led to each the one that ended last. */
  criticalPath(segment: Segment): SimulatedTask[] {
    let last: number | undefined;
    for (const number of this.#times.keys()) {
      const entry = segment.entry(number);
      if (entry?.endTime === undefined || !hasRun(entry)) continue;
      // Of those that end together the one whose turn came last: the others may have led to it.
      if (last === undefined || !endsLater(segment, last, number)) last = number;
    }
    const path: SimulatedTask[] = [];
    for (let number = last; number !== undefined; number = this.#before(segment, number)) {
      const task = this.task(segment, number);
      if (task !== undefined) path.push(task);
    }
    return path.reverse();
  }

  #before(segment: Segment, number: number): number | undefined {
    const { definition, entries } = segment;
    const sources =
      definition.control === undefined
        ? segment.node(number).dependencies
        : causesOf(definition, entries, number).map(([from]) => from);
    let last: number | undefined;
    for (const source of sources) {
      // What had ended before the simulation began was waited for by nobody in it.
      if ((segment.entry(source)?.endTime ?? 0) <= this.#origin && !this.#times.has(source)) continue;
      if (last === undefined || endsLater(segment, source, last)) last = source;
    }
    return last;
  }

  #since(time: number): number {
    return Math.max(0, time - this.#origin);
  }
}

/** Of tasks in the order of their start how many begin together. */
export function batchesOf(tasks: readonly SimulatedTask[]): SimulatedBatch[] {
  const batches: { startMs: number; count: number }[] = [];
  for (const { startMs } of tasks) {
    if (startMs === undefined) continue;
    const last = batches.at(-1);
    if (last?.startMs === startMs) last.count += 1;
    else batches.push({ startMs, count: 1 });
  }
  return batches;
}

/** Its turn came: what fails by its join has waited for nothing of its own. */
function hasRun({ state, readyTime }: NodeEntry): boolean {
  return (state === "SUCCEEDED" || state === "FAILED") && readyTime !== undefined;
}

function endsLater(segment: Segment, number: number, other: number): boolean {
  return (segment.entry(number)?.endTime ?? -1) > (segment.entry(other)?.endTime ?? -1);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
