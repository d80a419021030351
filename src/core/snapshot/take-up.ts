/**
 * How a flow goes on from a snapshot: what was under way is offered again, failures that nobody has decided about are put
 * to whom they concern, and whatever can run now does.
 */
import type { Draft } from "../decide/draft.js";
import { beginningEntry } from "../decide/entry-draft.js";
import { putToController } from "../decide/put-to-controller.js";
import { reach } from "../decide/reach.js";
import { decideAnew } from "../decide/reopen/go-on.js";
import { reopenAcross } from "../decide/reopen/parts.js";
import { restartScope } from "../decide/restart-scope.js";
import { haltTasks } from "../decide/revert-end.js";
import { stop } from "../decide/stop.js";
import { isTakenUp } from "../decide/taken-up.js";
import { takeBack } from "../decide/undo.js";
import { withhold } from "../decide/withhold.js";
import type { Reversion } from "../state/flow-header.js";
import { isUntouched, type NamedFailure } from "../state/reversal.js";
import { splitTaskId } from "../state/task-id.js";
import { type FlowSnapshot, intentOf, isUndone } from "./flow-snapshot.js";
import { isUnderWay, type RestoredTask } from "./restored-entries.js";

/** The entries are those of the snapshot; the flow has not begun yet. */
export function takeUp(draft: Draft, snapshot: FlowSnapshot, tasks: readonly RestoredTask[]): void {
  begin(draft, snapshot, tasks);
  for (const restored of tasks) offerAgain(draft, restored);
  for (const { number, task } of tasks) if (task.state === "RETRYING") restartScope(draft, number, undefined);
  for (const { number } of tasks) putAgain(draft, number);
  for (const { number } of draft.segment.definition.nodes) {
    if (isUntouched(draft.entry(number))) decideAnew(draft, number);
  }
  if (draft.flow.stopping === true) haltTasks(draft);
}

/** Segment 0 of a large flow, in which nothing is undone: all segments take up their own tasks, of which these are known. */
export function takeUpAcross(draft: Draft, snapshot: FlowSnapshot, tasks: readonly RestoredTask[]): void {
  const stops = draft.segment.definition.flow.failureMode === "STOP";
  const hasStopped = stops && tasks.some(({ task }) => task.state === "FAILED");
  const fields = { ...beginning(draft, snapshot, tasks), ...(hasStopped && { stopping: true as const }) };
  reopenAcross(draft, { takesUp: true }, fields);
}

function begin(draft: Draft, snapshot: FlowSnapshot, tasks: readonly RestoredTask[]): void {
  const { segment } = draft;
  const isWhole = undoesAll(snapshot);
  const reversion = reversionOf(draft, tasks, isWhole);
  const hasStopped = segment.count("REVERT_FAILED") > 0;
  const fields = beginning(draft, snapshot, tasks);
  draft.putFlow({
    ...fields,
    ...(reversion !== undefined && { reversion }),
    ...(hasStopped && { stopping: true as const }),
  });
  if (!isWhole) return;
  if (fields.state !== "SUSPENDED") draft.putFlow({ state: "REVERTING" });
  // What is new in the definition does not begin.
  for (const number of segment.numbers()) {
    const entry = draft.entry(number);
    if (isUntouched(entry)) withhold(draft, number, beginningEntry(entry));
  }
}

function beginning({ now, segment }: Draft, snapshot: FlowSnapshot, tasks: readonly RestoredTask[]) {
  const { timeoutMs } = segment.definition.flow;
  const gone = failuresGone(snapshot, tasks);
  const rests = snapshot.state === "SUSPENDED" || snapshot.state === "SUSPENDING";
  return {
    state: rests ? ("SUSPENDED" as const) : ("RUNNING" as const),
    startTime: now,
    ...(timeoutMs !== undefined && { deadline: now + timeoutMs }),
    ...(gone.length > 0 && { gone }),
  };
}

/** All of the flow is undone: its state says so, or no task is to be executed any more. */
function undoesAll({ state, tasks }: FlowSnapshot): boolean {
  if (isUndone(state)) return true;
  const counted = tasks.filter((task) => task.state !== "SKIPPED" && task.state !== "CANCELLED");
  return counted.length > 0 && counted.every((task) => intentOf(task) === "REVERT");
}

function reversionOf(draft: Draft, tasks: readonly RestoredTask[], isWhole: boolean): Reversion | undefined {
  const failed = tasks.flatMap(({ number, task }) =>
    task.failure !== undefined && intentOf(task) === "REVERT" ? [number] : [],
  );
  const isUndone = tasks.some(({ number }) => draft.entry(number)?.reversal !== undefined);
  if (!isWhole && !isUndone) return undefined;
  return { failed, open: [], ...(isWhole && { whole: true as const }) };
}

/** The failures of tasks that the definition does not have any more; how further instances and items ended their task tells. */
function failuresGone({ tasks }: FlowSnapshot, known: readonly RestoredTask[]): NamedFailure[] {
  const names = new Set(known.map(({ task }) => task.taskId));
  return tasks.flatMap(({ taskId, failure }) => {
    if (failure === undefined || names.has(splitTaskId(taskId).name)) return [];
    const { body, ...kept } = failure;
    return [{ task: taskId, failure: kept }];
  });
}

/** Who worked on it there does so no more. */
function offerAgain(draft: Draft, { number, task }: RestoredTask): void {
  const { state } = task;
  const entry = draft.entry(number);
  if (entry === undefined) return;
  if (intentOf(task) === "REVERT") {
    const isOffered = entry.reversal !== undefined && entry.reversal.begun !== true && entry.state !== "PENDING";
    if (isOffered && state !== "SUCCEEDED" && state !== "FAILED" && draft.undoes) takeBack(draft, number);
    return;
  }
  // What was decided or computed for it there is not known here: that is asked and computed again.
  if (isUnderWay(state) && isUntouched(entry)) reach(draft, number, undefined);
}

/** A failure that is not to be undone is decided about as if it had happened now. */
function putAgain(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  const { definition } = draft.segment;
  if (entry?.state !== "FAILED" || entry.reversal !== undefined) return;
  if (isTakenUp(definition, number, entry)) {
    draft.amend(number, { evaluation: { phase: "FAILURE" } });
    putToController(draft, number);
  } else if (definition.flow.failureMode === "STOP") stop(draft);
}
