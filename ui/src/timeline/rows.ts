// The rows of a timeline: for each task that has begun to wait or work, when it did what.
import { AttemptEnd, type TaskAttempt, type TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import { momentOf } from "../format/time.js";
import { type Tone, taskLook } from "../states/task-states.js";

export interface Segment {
  readonly from: number;
  /** Undefined = it goes on. */
  readonly to: number | undefined;
  readonly tone: Tone;
  /** Waiting for an executor, drawn as a thin line. */
  readonly thin: boolean;
}

export interface TimelineRow {
  readonly id: string;
  readonly segments: readonly Segment[];
  /** What happened, in words. */
  readonly words: string;
  readonly marked: boolean;
}

/** By when they began to wait, then in the order given. `attemptsOf` knows the earlier attempts of some tasks. */
export function rowsOf(
  tasks: readonly TaskDetails[],
  attemptsOf: (taskId: string) => readonly TaskAttempt[] | undefined,
): readonly TimelineRow[] {
  const begun = tasks.flatMap((task) => {
    const from = momentOf(task.readyTime) ?? momentOf(task.startTime);
    const first = momentOf(task.startTime) ?? from;
    return from === undefined || first === undefined ? [] : [{ task, at: Math.min(from, first) }];
  });
  begun.sort((a, b) => a.at - b.at);
  return begun.map(({ task }) => ({
    id: task.taskId,
    segments: [
      ...(attemptsOf(task.taskId) ?? []).flatMap(segmentsOfAttempt),
      ...lastSegments(task, attemptsOf(task.taskId)),
    ],
    words: taskLook(task.state).word,
    marked: false,
  }));
}

const TONES: Readonly<Record<AttemptEnd, Tone>> = {
  [AttemptEnd.UNSPECIFIED]: "idle",
  [AttemptEnd.SUCCEEDED]: "good",
  [AttemptEnd.FAILED]: "bad",
  [AttemptEnd.CANCELLED]: "dropped",
  [AttemptEnd.TIMEOUT]: "bad",
  [AttemptEnd.LEASE_LOST]: "undone",
  [AttemptEnd.RELEASED]: "dropped",
};

function segmentsOfAttempt({ readyTime, claimTime, endTime, end }: TaskAttempt): readonly Segment[] {
  const [ready, claim, to] = [momentOf(readyTime), momentOf(claimTime), momentOf(endTime)];
  return [
    ...(ready === undefined ? [] : [{ from: ready, to: claim ?? to, tone: "waiting" as const, thin: true }]),
    ...(claim === undefined ? [] : [{ from: claim, to, tone: TONES[end] ?? "idle", thin: false }]),
  ];
}

/** What is under way, or, of a task whose attempts are not at hand, all of it as one bar. */
function lastSegments(task: TaskDetails, attempts: readonly TaskAttempt[] | undefined): readonly Segment[] {
  const [ready, start, end] = [momentOf(task.readyTime), momentOf(task.startTime), momentOf(task.endTime)];
  const { tone, ended } = taskLook(task.state);
  const before = attempts?.at(-1);
  if (before !== undefined) {
    if (ended) return [];
    const from = Math.max(ready ?? 0, momentOf(before.endTime) ?? 0);
    // Its claim is not told while it lasts: from READY on is the nearest that is known.
    return [{ from, to: undefined, tone, thin: tone === "waiting" }];
  }
  const waited = ready !== undefined && (start === undefined || ready < start);
  return [
    ...(waited ? [{ from: ready, to: start ?? end, tone: "waiting" as const, thin: true }] : []),
    ...(start === undefined ? [] : [{ from: start, to: end, tone, thin: false }]),
  ];
}
