/**
 * A flow as a tree of what was done: its tasks, below each its attempts, and below an attempt that was a flow that flow's tasks.
 */
import type { Flow, TaskAttempt, TaskDetails } from "../../client/values.js";
import { failureText } from "./flow-table.js";
import { paintOfState, type Style } from "./style.js";
import { cut, printable } from "./table.js";
import { between, spanText } from "./text-of-time.js";

export interface TracedFlow {
  readonly flow: Flow;
  /** In definition order. */
  readonly tasks: readonly TaskDetails[];
}

export interface TraceView {
  readonly style: Style;
  /** Of the terminal; absent = lines are never cut. */
  readonly columns: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface TraceLine {
  /** The lines of the tree before it. */
  readonly stem: string;
  readonly state: string;
  readonly text: string;
  /** What is under way or went wrong goes before what waits, that before what is done, where not all fits in. */
  readonly rank: number;
}

/** `flowOf`: the flows within, as far as they are known. */
export function traceLines(
  top: TracedFlow,
  flowOf: (flowId: string) => TracedFlow | undefined,
  { style, columns, now }: TraceView,
  rows = Number.POSITIVE_INFINITY,
): readonly string[] {
  const lines: TraceLine[] = [{ stem: "", state: top.flow.state, text: flowText(top.flow, now), rank: 0 }];
  addTasks(lines, top, flowOf, "", now);
  const shown = lines.length <= rows ? lines : mostTelling(lines, rows - 1);
  const drawn = shown.map(({ stem, state, text }) => {
    const line = cut(`${stem}${text}`, columns);
    const paint = paintOfState(state);
    // Cut first, painted afterwards: what paints takes no room.
    return paint === undefined || line.length <= stem.length
      ? line
      : `${style.faint(line.slice(0, stem.length))}${style[paint](line.slice(stem.length))}`;
  });
  const left = lines.length - shown.length;
  return left === 0 ? drawn : [...drawn, style.faint(`… and ${left} lines more`)];
}

function addTasks(
  lines: TraceLine[],
  { tasks }: TracedFlow,
  flowOf: (flowId: string) => TracedFlow | undefined,
  above: string,
  now: number,
): void {
  tasks.forEach((task, at) => {
    const isLast = at === tasks.length - 1;
    lines.push({
      stem: `${above}${isLast ? "└─ " : "├─ "}`,
      state: task.state,
      text: taskText(task, now),
      rank: rankOf(task.state),
    });
    addAttempts(lines, task, flowOf, `${above}${isLast ? "   " : "│  "}`, now);
  });
}

/** One attempt that went well says no more than its task. */
function addAttempts(
  lines: TraceLine[],
  task: TaskDetails,
  flowOf: (flowId: string) => TracedFlow | undefined,
  above: string,
  now: number,
): void {
  const [only] = task.attempts;
  const plain = task.attempts.length < 2 && only?.childFlowId === undefined && only?.failure === undefined;
  if (plain) return;
  task.attempts.forEach((attempt, at) => {
    const isLast = at === task.attempts.length - 1;
    const state = stateOfAttempt(attempt, task);
    lines.push({
      stem: `${above}${isLast ? "└─ " : "├─ "}`,
      state,
      text: attemptText(attempt, state, now),
      rank: rankOf(state),
    });
    const within = attempt.childFlowId === undefined ? undefined : flowOf(attempt.childFlowId);
    if (within !== undefined) addTasks(lines, within, flowOf, `${above}${isLast ? "   " : "│  "}`, now);
  });
}

function flowText(flow: Flow, now: number): string {
  return joined([
    `flow ${flow.flowId}`,
    printable(flow.name),
    flow.state,
    between(flow.startTime, flow.endTime, now),
    flow.failure === undefined ? "" : failureText(flow.failure),
  ]);
}

function taskText(task: TaskDetails, now: number): string {
  return joined([
    printable(task.taskId),
    task.state,
    task.stateReason,
    between(task.startTime, task.endTime, now),
    waitText(task, now),
    task.failure !== undefined && task.attempts.length < 2 && task.state !== "SUCCEEDED"
      ? failureText(task.failure)
      : "",
  ]);
}

/** How long it has waited for its turn, or is still to. */
function waitText({ state, readyTime, nextAttemptTime }: TaskDetails, now: number): string {
  if (state === "READY" && readyTime !== undefined) return `waits since ${spanText(now - readyTime)}`;
  if (state !== "DELAYED" || nextAttemptTime === undefined) return "";
  return `due in ${spanText(nextAttemptTime - now)}`;
}

function attemptText(attempt: TaskAttempt, state: string, now: number): string {
  const waited =
    attempt.readyTime === undefined || attempt.claimTime === undefined
      ? ""
      : `after ${spanText(attempt.claimTime - attempt.readyTime)}`;
  return joined([
    `#${attempt.attempt}`,
    attempt.kind === "REVERT" ? "REVERT" : "",
    state,
    between(attempt.claimTime ?? attempt.readyTime, attempt.endTime, now),
    waited,
    attempt.workerId === "" ? "" : `by ${printable(attempt.workerId)}`,
    attempt.childFlowId === undefined ? "" : `as flow ${attempt.childFlowId}`,
    attempt.failure === undefined ? "" : failureText(attempt.failure),
  ]);
}

/** As it ended, or, of the one under way, as its task stands. */
function stateOfAttempt({ end, endTime }: TaskAttempt, task: TaskDetails): string {
  return endTime === undefined || end === "UNSPECIFIED" ? task.state : end;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("  ");
}

function rankOf(state: string): number {
  if (["RUNNING", "REVERTING", "PAUSED", "FAILED", "REVERT_FAILED", "TIMEOUT", "LEASE_LOST"].includes(state)) return 1;
  if (["READY", "DELAYED", "CANCELLED"].includes(state)) return 2;
  return state === "PENDING" ? 3 : 4;
}

function mostTelling(lines: readonly TraceLine[], rows: number): readonly TraceLine[] {
  const ranked = lines.map(({ rank }, at) => ({ rank, at })).sort((a, b) => a.rank - b.rank || a.at - b.at);
  const kept = new Set(ranked.slice(0, Math.max(1, rows)).map(({ at }) => at));
  return lines.filter((_, at) => kept.has(at));
}
