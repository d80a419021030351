/**
 * A flow's tasks as an indented tree: each stands below the dependency that it waits for longest, so that reading
 * downwards is the order of the work.
 */

import type { TaskDetails, TaskState } from "../../client/values.js";
import type { Style } from "./style.js";
import { cut, printable } from "./table.js";
import { between } from "./text-of-time.js";

export interface TreePlace {
  readonly taskId: string;
  /** How many dependencies lie above it, at most MAX_DEPTH. */
  readonly depth: number;
}

export interface TreeView {
  readonly rows: number;
  readonly columns: number;
  readonly style: Style;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const MAX_DEPTH = 16;

/** Every task once, in the order in which the tree shows them; further instances stand beside their first one. */
export function treeOrder(tasks: readonly TaskDetails[]): readonly TreePlace[] {
  const depths = depthsOf(tasks);
  const below = new Map<string, TaskDetails[]>();
  const roots: TaskDetails[] = [];
  for (const task of tasks) {
    const own = depths.get(task.name) ?? 0;
    const above = task.dependsOn.filter((name) => (depths.get(name) ?? own) < own);
    const parent = deepest(above, depths);
    const siblings = parent === undefined ? roots : (below.get(parent) ?? []);
    siblings.push(task);
    if (parent !== undefined) below.set(parent, siblings);
  }
  const places: TreePlace[] = [];
  const open = roots.toReversed();
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    places.push({ taskId: task.taskId, depth: Math.min(depths.get(task.name) ?? 0, MAX_DEPTH) });
    // What lies below a task is shown below its first instance.
    if (task.taskId === task.name) open.push(...(below.get(task.name) ?? []).toReversed());
  }
  return places;
}

/**
 * At most `rows` lines in the order of the places. Where not all fit in, what is under way or went wrong is shown first,
 * then what comes next, then what is done; the last line then says how many are left out.
 */
export function renderTree(
  places: readonly TreePlace[],
  tasks: ReadonlyMap<string, TaskDetails>,
  view: TreeView,
): readonly string[] {
  const known = places.flatMap((place) => {
    const task = tasks.get(place.taskId);
    return task === undefined ? [] : [{ place, task }];
  });
  if (known.length <= view.rows) return known.map(({ place, task }) => taskLine(task, place.depth, view));
  const ranked = known
    .map(({ task }, at) => ({ at, rank: rankOf(task) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at);
  const kept = new Set(ranked.slice(0, view.rows - 1).map(({ at }) => at));
  const lines = known.filter((_, at) => kept.has(at)).map(({ place, task }) => taskLine(task, place.depth, view));
  return [...lines, view.style.faint(`… and ${known.length - kept.size} more`)];
}

/** The longest way from a task that nothing leads to to each task, by name. Where edges lead in a circle, without the way back. */
function depthsOf(tasks: readonly TaskDetails[]): ReadonlyMap<string, number> {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const depths = new Map<string, number>();
  for (const task of tasks) {
    const open = [task];
    const entered = new Set([task.name]);
    for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
      const missing = next.dependsOn.find((name) => !depths.has(name) && byName.has(name) && !entered.has(name));
      const dependency = missing === undefined ? undefined : byName.get(missing);
      if (dependency !== undefined) {
        open.push(dependency);
        entered.add(dependency.name);
        continue;
      }
      depths.set(next.name, Math.max(0, ...next.dependsOn.map((name) => (depths.get(name) ?? 0) + 1)));
      open.pop();
    }
  }
  return depths;
}

function deepest(names: readonly string[], depths: ReadonlyMap<string, number>): string | undefined {
  let found: string | undefined;
  for (const name of names) {
    const depth = depths.get(name);
    if (depth !== undefined && (found === undefined || depth > (depths.get(found) ?? 0))) found = name;
  }
  return found;
}

function rankOf(task: TaskDetails): number {
  switch (task.state) {
    case "FAILED":
    case "RUNNING":
    case "REVERTING":
    case "REVERT_FAILED":
    case "PAUSED":
      return 0;
    case "READY":
    case "DELAYED":
    case "CANCELLED":
      return 1;
    case "PENDING":
      return 2;
    default:
      return 3;
  }
}

function taskLine(task: TaskDetails, depth: number, view: TreeView): string {
  const { style } = view;
  const [symbol, paint] = SYMBOLS[task.state] ?? ["?", "faint"];
  const indent = "  ".repeat(depth);
  const notes = notesOf(task, view.now);
  // Cut first, painted afterwards: what paints takes no room.
  const name = cut(printable(task.taskId), Math.max(8, view.columns - indent.length - 2));
  const room = view.columns - indent.length - 2 - [...name].length - 2;
  const rest = room > 3 && notes !== "" ? `  ${style.faint(cut(notes, room))}` : "";
  return `${indent}${style[paint](symbol)} ${name}${rest}`;
}

const SYMBOLS: Readonly<Partial<Record<TaskState, readonly [symbol: string, paint: keyof Style]>>> = {
  PENDING: ["·", "faint"],
  DELAYED: ["◷", "faint"],
  READY: ["○", "busy"],
  RUNNING: ["●", "busy"],
  PAUSED: ["‖", "busy"],
  SUCCEEDED: ["✓", "good"],
  FAILED: ["✗", "bad"],
  SKIPPED: ["↷", "faint"],
  CANCELLED: ["⊘", "bad"],
  REVERTING: ["◐", "busy"],
  REVERTED: ["↶", "faint"],
  REVERT_FAILED: ["✗", "bad"],
};

/** What is worth knowing beside its state, in one line. */
function notesOf(task: TaskDetails, now: number): string {
  const notes = [task.stateReason, intentNote(task)];
  const isAtWork = task.state === "RUNNING" || task.state === "REVERTING";
  if (isAtWork && task.progress !== undefined) {
    notes.push(`${Math.round(task.progress.fraction * 100)}%`);
  }
  if (task.startTime !== undefined) notes.push(between(task.startTime, task.endTime, now));
  if (task.tries > 0 && task.state !== "FAILED") notes.push(`after ${task.tries} failed`);
  if (task.childFlowId !== undefined) notes.push(`as flow ${task.childFlowId}`);
  if (isAtWork) notes.push(task.deferred ? "deferred" : printable(task.workerId));
  if (task.failure !== undefined && task.state !== "SUCCEEDED") {
    notes.push(printable(`${task.failure.type}: ${task.failure.message}`));
  }
  if (task.revertFailure !== undefined) {
    notes.push(printable(`revert ${task.revertFailure.type}: ${task.revertFailure.message}`));
  }
  return notes.filter((note) => note !== "").join("  ");
}

/** What is still to become of it. */
function intentNote({ intent, state, kind }: TaskDetails): string {
  if (intent === "RETRY") return "to be retried";
  if (intent !== "REVERT" || state === "REVERTING" || state === "REVERTED" || state === "REVERT_FAILED") return "";
  return kind === "REVERT" ? "revert" : state === "PENDING" ? "withheld" : "to be reverted";
}
