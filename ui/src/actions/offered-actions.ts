// What the page offers to do with a flow or a task: what its state allows and the caller may. The server decides again.
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import { FlowState, Intent, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { AttemptEnd, type TaskDetails } from "#gen/lazyengine/v1/task_pb.js";
import { WorkKind } from "#gen/lazyengine/v1/work_kind_pb.js";
import type { Verb } from "../engine/access.js";

export type FlowAction = "suspend" | "resume" | "retry" | "revert" | "cancel" | "delete";
export type TaskAction = "complete" | "retry" | "skip";

const GOING: readonly FlowState[] = [FlowState.PENDING, FlowState.RUNNING, FlowState.REVERTING];
const RESTING: readonly FlowState[] = [FlowState.SUSPENDING, FlowState.SUSPENDED];
const ENDED: readonly FlowState[] = [FlowState.SUCCEEDED, FlowState.FAILED, FlowState.CANCELLED, FlowState.REVERTED];

export function offeredFlowActions(
  flow: Pick<Flow, "state" | "counts">,
  verbs: ReadonlySet<Verb>,
): readonly FlowAction[] {
  if (!verbs.has("admin")) return [];
  const { state } = flow;
  const ended = ENDED.includes(state);
  const open = GOING.includes(state) || RESTING.includes(state);
  const actions: readonly (readonly [FlowAction, boolean])[] = [
    ["suspend", GOING.includes(state)],
    ["resume", RESTING.includes(state)],
    ["retry", state !== FlowState.CANCELLING && state !== FlowState.REVERTING && hasRetryable(flow)],
    ["revert", open && state !== FlowState.REVERTING && state !== FlowState.PENDING],
    ["cancel", open],
    ["delete", ended],
  ];
  return actions.flatMap(([action, offered]) => (offered ? [action] : []));
}

/** RetryFlow runs again what FAILED or is CANCELLED. */
function hasRetryable({ counts }: Pick<Flow, "counts">): boolean {
  return counts.some(({ state, count }) => count > 0 && (state === TaskState.FAILED || state === TaskState.CANCELLED));
}

type TaskFacts = Pick<TaskDetails, "state" | "intent" | "kind" | "deferred" | "attempt" | "itemIndex"> & {
  /** How its last attempt ended; undefined while that is not known. */
  readonly lastEnd: AttemptEnd | undefined;
};

export function offeredTaskActions(
  task: TaskFacts,
  flow: Pick<Flow, "state">,
  verbs: ReadonlySet<Verb>,
): readonly TaskAction[] {
  const { state } = task;
  const steered = verbs.has("admin") && flow.state !== FlowState.CANCELLING && flow.state !== FlowState.REVERTING;
  // Items of lists are run again and skipped with their task.
  const whole = task.itemIndex === undefined;
  const actions: readonly (readonly [TaskAction, boolean])[] = [
    ["complete", verbs.has("complete") && isForOutsiders(task, flow)],
    ["retry", steered && whole && (state === TaskState.FAILED || state === TaskState.CANCELLED)],
    [
      "skip",
      steered &&
        whole &&
        task.intent !== Intent.REVERT &&
        flow.state !== FlowState.PENDING &&
        SKIPPABLE.includes(state),
    ],
  ];
  return actions.flatMap(([action, offered]) => (offered ? [action] : []));
}

const SKIPPABLE: readonly TaskState[] = [
  TaskState.PENDING,
  TaskState.DELAYED,
  TaskState.READY,
  TaskState.RUNNING,
  TaskState.PAUSED,
  TaskState.FAILED,
];

/** Without a claim a deferred task can be completed, and a ready one that nobody has claimed in this try. */
function isForOutsiders(task: TaskFacts, flow: Pick<Flow, "state">): boolean {
  const { state, intent, kind, deferred, attempt, lastEnd } = task;
  if (intent === Intent.REVERT || kind === WorkKind.EVALUATE || flow.state === FlowState.CANCELLING) return false;
  if (deferred) return state === TaskState.RUNNING || state === TaskState.PAUSED;
  return state === TaskState.READY && (attempt === 0 || (lastEnd !== undefined && TRY_OVER.includes(lastEnd)));
}

/** After these a task that is READY is in another try; what was given back, or lost by its holder, is in the same. */
const TRY_OVER: readonly AttemptEnd[] = [AttemptEnd.FAILED, AttemptEnd.TIMEOUT, AttemptEnd.CANCELLED];
