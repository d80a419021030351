/**
 * The entries that a flow begins with, as its snapshot has the tasks: as if they had come so far here.
 */

import { type EntryDraft, untouchedEntry } from "../decide/entry-draft.js";
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import type { NodeEntry } from "../state/node-entry.js";
import { outcomeDigest } from "../state/outcome-digest.js";
import type { ScopeHistory } from "../state/reversal.js";
import { isTerminalTask } from "../state/states.js";
import { type FlowSnapshot, intentOf, isUndone, type TaskSnapshot } from "./flow-snapshot.js";

/** A task that the definition has, with its number. */
export interface RestoredTask {
  readonly number: number;
  readonly task: TaskSnapshot;
  /** Its START is evaluated. */
  readonly asksStart?: true;
}

/** By segment. */
export type RestoredParts = ReadonlyMap<number, readonly RestoredTask[]>;

/** The tasks of a snapshot by their names, with what is to happen to them. */
export function tasksByName({ state, tasks }: FlowSnapshot): ReadonlyMap<string, TaskSnapshot> {
  // All of such a flow is undone, whatever is said of its tasks.
  const intended = (task: TaskSnapshot): TaskSnapshot =>
    isUndone(state) && task.state !== "SKIPPED" && task.state !== "RETRYING" ? { ...task, intent: "REVERT" } : task;
  return new Map(tasks.map((task) => [task.taskId, intended(task)]));
}

/** In definition order; what the definition, or this segment of it, does not have is left out. */
export function restoredTasks({ nodes }: CompiledDefinition, named: ReadonlyMap<string, TaskSnapshot>): RestoredTask[] {
  return nodes.flatMap(({ number, task: { name }, evaluation }) => {
    const task = named.get(name);
    return task === undefined
      ? []
      : [{ number, task, ...(evaluation?.start === true && { asksStart: true as const }) }];
  });
}

/** What is under way there waits to be offered again: it is as it was before it began. */
export function restoredEntries(tasks: readonly RestoredTask[], now: number): Map<number, NodeEntry> {
  return new Map(tasks.map((restored) => [restored.number, restoredEntry(restored, now)]));
}

function restoredEntry({ task, asksStart }: RestoredTask, now: number): NodeEntry {
  const entry: EntryDraft = { ...untouchedEntry(), version: 1, attempt: task.attempt };
  const scope = scopeHistory(task);
  if (scope !== undefined) entry.scope = scope;
  if (task.metadata !== undefined) entry.metadata = task.metadata;
  const intent = intentOf(task);
  if (intent === "REVERT") undo(entry, task);
  else if (isTerminalTask(task.state)) entry.state = task.state;
  else if (task.state === "RETRYING") entry.state = "SUCCEEDED";
  else if (isUnderWay(task.state)) entry.plan = DELAY_OVER;
  if (intent === "RETRY" && (entry.state === "SUCCEEDED" || entry.state === "FAILED")) {
    entry.reversal = { intent: "RETRY" };
  }
  // What was decided there before it ran is not known: it is asked where the task is run again.
  if (asksStart === true && (entry.state === "FAILED" || entry.state === "CANCELLED")) entry.startDecided = false;
  if (entry.state === "SKIPPED") entry.skipReason = "DECIDED";
  if (entry.state !== "PENDING" && entry.state !== "SKIPPED") fillInRun(entry, task, now);
  return entry;
}

/** What was under way has its delay behind it. */
const DELAY_OVER = { delayMs: 0 };

/** Of a flow that has not begun yet: somebody worked on the task, and it has not been offered again. */
export function isOfferedAgain({ state, plan }: NodeEntry): boolean {
  return state === "PENDING" && plan?.delayMs === 0;
}

/** Somebody worked on it. */
export function isUnderWay(state: TaskSnapshot["state"]): boolean {
  return state === "RUNNING" || state === "PAUSED";
}

/** It is to be undone, or was. */
function undo(entry: EntryDraft, { state, failure, revertResult, revertFailure }: TaskSnapshot): void {
  if (state === "SKIPPED" || state === "CANCELLED") {
    entry.state = state;
    return;
  }
  entry.reversal = { intent: "REVERT" };
  if (state === "PENDING") return;
  if (state === "REVERTED" || state === "REVERT_FAILED") {
    entry.state = state;
    entry.reversal = {
      intent: "REVERT",
      begun: true,
      ...(revertResult !== undefined && { result: revertResult }),
      ...(revertFailure !== undefined && { failure: revertFailure }),
    };
    return;
  }
  entry.state = failure === undefined ? "SUCCEEDED" : "FAILED";
}

/** When it ran is not known: all of it was just now. */
function fillInRun(entry: EntryDraft, { result, failure, history, progress }: TaskSnapshot, now: number): void {
  if (progress !== undefined) {
    const { updateTime: time = now, ...reported } = progress;
    entry.progress = { ...reported, time };
  }
  entry.reachedTime = now;
  entry.readyTime = now;
  entry.startTime = now;
  entry.endTime = now;
  const value = result ?? history?.at(-1)?.value;
  if (failure === undefined) {
    if (value !== undefined) entry.result = value;
    return;
  }
  entry.failure = failure;
  entry.tries = 1;
  // Somebody has brought it: it is known how far the task had come.
  entry.outcomeDigest = outcomeDigest({ kind: "failure", failure: { ...failure, causes: [] } });
}

function scopeHistory({ state, history = [] }: TaskSnapshot): ScopeHistory | undefined {
  if (history.length === 0) return undefined;
  const hasCurrent = isTerminalTask(state) || state === "RETRYING" || state === "REVERTING";
  if (!hasCurrent) return { retries: history.length, attempts: history };
  const hasFailed = history.at(-1)?.failures.length !== 0;
  return { retries: history.length - 1, attempts: hasFailed ? history : history.slice(0, -1) };
}
