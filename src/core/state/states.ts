/**
 * The states of flows and tasks and the legal transitions between them, as data.
 * State says what happened; intent says what should happen.
 */

export type FlowState =
  | "PENDING"
  | "RUNNING"
  | "SUSPENDING"
  | "SUSPENDED"
  | "CANCELLING"
  | "CANCELLED"
  | "REVERTING"
  | "REVERTED"
  | "SUCCEEDED"
  | "FAILED";

export type TaskState =
  | "PENDING"
  | "DELAYED"
  | "READY"
  | "RUNNING"
  | "PAUSED"
  | "SUCCEEDED"
  | "FAILED"
  | "SKIPPED"
  | "CANCELLED"
  | "REVERTING"
  | "REVERTED"
  | "REVERT_FAILED"
  | "RETRYING";

export type Intent = "EXECUTE" | "REVERT" | "RETRY" | "SKIP";

/** A legal transition and why it exists. */
export interface Transition<State> {
  readonly from: State;
  readonly to: State;
  readonly reason: string;
}

export const TASK_TRANSITIONS: readonly Transition<TaskState>[] = [
  { from: "PENDING", to: "READY", reason: "its dependencies hold" },
  {
    from: "PENDING",
    to: "DELAYED",
    reason: "its dependencies hold and it has a delay, or its start is evaluated",
  },
  {
    from: "PENDING",
    to: "RUNNING",
    reason:
      "its items are ready; a no-op is done in the step that reaches it, or its join can no longer be satisfied, and its end is evaluated; or the flow that its attempt was goes on",
  },
  { from: "PENDING", to: "SUCCEEDED", reason: "a no-op is done in the step that reaches it" },
  {
    from: "PENDING",
    to: "SKIPPED",
    reason: "nothing can lead to its run any more, the flow starts nothing more, or a caller skips it",
  },
  {
    from: "PENDING",
    to: "FAILED",
    reason: "its join can no longer be satisfied, or its input or a condition cannot be evaluated",
  },
  { from: "PENDING", to: "CANCELLED", reason: "the flow is cancelled before it could start" },
  { from: "DELAYED", to: "READY", reason: "its delay or its backoff is over, or its start is decided" },
  {
    from: "DELAYED",
    to: "RUNNING",
    reason:
      "its delay or its backoff is over and its items are ready; or delay_after, or its total time, is over and its end is evaluated",
  },
  { from: "DELAYED", to: "SUCCEEDED", reason: "delay_after is over and its result counts now" },
  { from: "DELAYED", to: "FAILED", reason: "delay_after is over and its failure counts now, or its total time is up" },
  {
    from: "DELAYED",
    to: "DELAYED",
    reason: "delay_after is over, its failure counts and is tried again after a backoff",
  },
  { from: "DELAYED", to: "SKIPPED", reason: "the flow stops, it is decided so, or a caller skips it" },
  { from: "DELAYED", to: "CANCELLED", reason: "the flow is cancelled while it waits" },
  { from: "READY", to: "RUNNING", reason: "a session claims it, an outsider takes it, or it begins as a flow" },
  { from: "READY", to: "DELAYED", reason: "a completion or a timeout of the unclaimed task is delayed or tried again" },
  { from: "READY", to: "READY", reason: "a timeout of the unclaimed task is tried again at once, or it waits anew" },
  { from: "READY", to: "SUCCEEDED", reason: "an outsider, or the holder of a lost lease, brings its result" },
  { from: "READY", to: "FAILED", reason: "an outsider brings its failure, or it times out unclaimed" },
  { from: "READY", to: "SKIPPED", reason: "the flow stops, or a caller skips it" },
  { from: "READY", to: "CANCELLED", reason: "the flow is cancelled, or an outsider cancels the task" },
  {
    from: "RUNNING",
    to: "RUNNING",
    reason:
      "it is deferred to an outsider, goes on as a flow, or reports progress; its items have ended and its end is evaluated, or they are tried again",
  },
  { from: "RUNNING", to: "SUCCEEDED", reason: "its result is recorded" },
  { from: "RUNNING", to: "FAILED", reason: "its failure is recorded and there is no further try" },
  {
    from: "RUNNING",
    to: "DELAYED",
    reason: "its outcome is recorded and waits for delay_after, or its next try or round waits",
  },
  {
    from: "RUNNING",
    to: "READY",
    reason: "it is released, its lease is lost, or its next try or round begins at once",
  },
  { from: "RUNNING", to: "PAUSED", reason: "the outsider of a deferred task pauses it" },
  { from: "RUNNING", to: "CANCELLED", reason: "its holder reports it cancelled, or the grace of a cancel is over" },
  { from: "RUNNING", to: "SKIPPED", reason: "its end is decided so, a caller skips it, or the flow stops its items" },
  { from: "PAUSED", to: "PAUSED", reason: "its outsider reports progress" },
  { from: "PAUSED", to: "RUNNING", reason: "its outsider goes on" },
  { from: "PAUSED", to: "SUCCEEDED", reason: "its outsider brings the result" },
  { from: "PAUSED", to: "FAILED", reason: "its outsider brings a failure, or it times out" },
  { from: "PAUSED", to: "DELAYED", reason: "its outcome waits for delay_after, or is tried again after a backoff" },
  { from: "PAUSED", to: "READY", reason: "its failure is tried again at once, or it is given back" },
  { from: "PAUSED", to: "CANCELLED", reason: "the flow or the task is cancelled" },
  { from: "PENDING", to: "PENDING", reason: "it is to be undone before it began, or is reset with its scope" },
  { from: "READY", to: "PENDING", reason: "it is to be undone, and nobody has begun it" },
  { from: "DELAYED", to: "PENDING", reason: "it is to be undone, and nobody has begun it" },
  { from: "RUNNING", to: "PENDING", reason: "it is to be undone, and is given back, or none of its items has begun" },
  { from: "SUCCEEDED", to: "SUCCEEDED", reason: "it is to be undone, or its scope tried again" },
  { from: "FAILED", to: "FAILED", reason: "its failure is put to its scope's controller, or is to be undone" },
  { from: "SUCCEEDED", to: "READY", reason: "its revert is offered" },
  { from: "FAILED", to: "READY", reason: "its revert is offered" },
  { from: "SUCCEEDED", to: "REVERTED", reason: "a no-op is undone in the step that reaches it" },
  { from: "READY", to: "REVERTING", reason: "a session claims its revert" },
  { from: "REVERTING", to: "REVERTING", reason: "its revert is deferred to an outsider, or reports progress" },
  { from: "REVERTING", to: "READY", reason: "its revert is given back, or the lease is lost" },
  { from: "REVERTING", to: "DELAYED", reason: "its revert is given back for a while" },
  { from: "REVERTING", to: "PAUSED", reason: "the outsider of a deferred revert pauses it" },
  { from: "PAUSED", to: "REVERTING", reason: "the outsider of its revert goes on" },
  { from: "REVERTING", to: "REVERTED", reason: "its revert is done" },
  { from: "READY", to: "REVERTED", reason: "the holder of a lost lease has done its revert" },
  { from: "PAUSED", to: "REVERTED", reason: "the outsider of its revert has done it" },
  { from: "REVERTING", to: "REVERT_FAILED", reason: "its revert failed" },
  { from: "READY", to: "REVERT_FAILED", reason: "the holder of a lost lease brings the failure of its revert" },
  { from: "PAUSED", to: "REVERT_FAILED", reason: "the outsider of its revert brings a failure, or it times out" },
  { from: "REVERTING", to: "CANCELLED", reason: "the grace of a cancel is over, or its revert was deferred" },
  { from: "REVERTED", to: "PENDING", reason: "it is reset with its scope, or begins anew" },
  { from: "REVERT_FAILED", to: "PENDING", reason: "it begins anew" },
  { from: "REVERTING", to: "PENDING", reason: "it begins anew, and its revert is given up" },
  { from: "SUCCEEDED", to: "RETRYING", reason: "its scope is tried again" },
  { from: "FAILED", to: "RETRYING", reason: "its scope is tried again" },
  { from: "RETRYING", to: "READY", reason: "its scope is tried again, from it on" },
  { from: "RETRYING", to: "DELAYED", reason: "its scope is tried again after a while, or its start is evaluated" },
  { from: "RETRYING", to: "SUCCEEDED", reason: "its scope is tried again, and it is a no-op" },
  { from: "RETRYING", to: "RUNNING", reason: "its scope is tried again, it is a no-op, and its end is evaluated" },
  { from: "PAUSED", to: "SKIPPED", reason: "a caller skips it" },
  {
    from: "FAILED",
    to: "PENDING",
    reason: "it is run again or skipped, its join may be satisfied after all, or reset",
  },
  { from: "CANCELLED", to: "PENDING", reason: "the flow is reopened" },
  { from: "SKIPPED", to: "PENDING", reason: "the flow is reopened, and it may run after all" },
  { from: "SUCCEEDED", to: "PENDING", reason: "it begins anew with what it follows from" },
  { from: "PAUSED", to: "PENDING", reason: "it begins anew with what it follows from" },
];

export const FLOW_TRANSITIONS: readonly Transition<FlowState>[] = [
  { from: "PENDING", to: "RUNNING", reason: "its start time has come" },
  { from: "PENDING", to: "SUSPENDED", reason: "it is suspended before its start" },
  { from: "PENDING", to: "CANCELLED", reason: "it is cancelled before its start" },
  { from: "PENDING", to: "SUCCEEDED", reason: "it is ended before its other segments have begun" },
  { from: "PENDING", to: "FAILED", reason: "it is ended before its other segments have begun" },
  {
    from: "PENDING",
    to: "CANCELLING",
    reason: "it is cancelled before its start, and its other segments must hear of it",
  },
  { from: "RUNNING", to: "SUSPENDING", reason: "it is suspended, or an edge pauses it, while tasks are claimed" },
  { from: "RUNNING", to: "SUSPENDED", reason: "it is suspended, or an edge pauses it, and nothing is claimed" },
  { from: "RUNNING", to: "CANCELLING", reason: "it is cancelled, or times out, while tasks are claimed" },
  {
    from: "RUNNING",
    to: "CANCELLED",
    reason: "it is cancelled and nothing is claimed, a cancelled task decides the verdict, or a decision ends it",
  },
  { from: "RUNNING", to: "SUCCEEDED", reason: "the verdict at quiescence, or an edge or a decision ends it" },
  {
    from: "RUNNING",
    to: "FAILED",
    reason: "the verdict at quiescence, its timeout, or an edge, a decision or a failed evaluation ends it",
  },
  { from: "SUSPENDING", to: "SUSPENDED", reason: "its last claimed task ended" },
  { from: "SUSPENDING", to: "RUNNING", reason: "it is resumed" },
  { from: "SUSPENDING", to: "CANCELLING", reason: "it is cancelled, or times out, while tasks are claimed" },
  { from: "SUSPENDING", to: "CANCELLED", reason: "it is cancelled" },
  { from: "SUSPENDING", to: "SUCCEEDED", reason: "its last claimed task was its last task, or an edge ends it" },
  {
    from: "SUSPENDING",
    to: "FAILED",
    reason: "its last claimed task was its last task, its timeout, or an edge ends it",
  },
  { from: "SUSPENDED", to: "RUNNING", reason: "it is resumed" },
  { from: "SUSPENDED", to: "PENDING", reason: "it is resumed before its start time" },
  { from: "SUSPENDED", to: "CANCELLED", reason: "it is cancelled" },
  { from: "SUSPENDED", to: "CANCELLING", reason: "it is cancelled, and its other segments must hear of it" },
  { from: "SUSPENDED", to: "SUCCEEDED", reason: "its last deferred task was finished, or an edge ends it" },
  { from: "SUSPENDED", to: "FAILED", reason: "its last deferred task failed, its timeout, or an edge ends it" },
  { from: "RUNNING", to: "REVERTING", reason: "all of it is to be undone" },
  { from: "PENDING", to: "REVERTED", reason: "all of it is to be undone before its start" },
  { from: "REVERTING", to: "REVERTED", reason: "all of it is undone" },
  { from: "REVERTING", to: "FAILED", reason: "a revert failed" },
  { from: "REVERTING", to: "SUSPENDING", reason: "it is suspended while tasks are claimed" },
  { from: "REVERTING", to: "SUSPENDED", reason: "it is suspended and nothing is claimed" },
  { from: "REVERTING", to: "CANCELLING", reason: "it is cancelled, or times out, while tasks are claimed" },
  { from: "REVERTING", to: "CANCELLED", reason: "it is cancelled and nothing is claimed, or a task was cancelled" },
  { from: "SUSPENDING", to: "REVERTING", reason: "it is resumed" },
  { from: "SUSPENDED", to: "REVERTING", reason: "it is resumed" },
  { from: "RUNNING", to: "REVERTED", reason: "what was to be undone is, and nothing else is left to do" },
  { from: "SUSPENDING", to: "REVERTED", reason: "its last claimed task was the last to be undone" },
  { from: "SUSPENDED", to: "REVERTED", reason: "its last deferred task was the last to be undone" },
  { from: "CANCELLING", to: "CANCELLED", reason: "its claimed tasks ended, or their grace is over" },
  { from: "CANCELLING", to: "FAILED", reason: "its claimed tasks ended after a timeout of the flow" },
  { from: "SUCCEEDED", to: "RUNNING", reason: "it is reopened: a task is run again or skipped" },
  { from: "FAILED", to: "RUNNING", reason: "it is reopened: a task is run again or skipped" },
  { from: "CANCELLED", to: "RUNNING", reason: "it is reopened: a task is run again or skipped" },
  { from: "REVERTED", to: "RUNNING", reason: "it is reopened: tasks begin anew, or others are run again or skipped" },
  { from: "REVERTING", to: "RUNNING", reason: "it begins anew" },
];

/** Of items of kind EVALUATE; PENDING = not asked yet. */
export const ITEM_TRANSITIONS: readonly Transition<TaskState>[] = [
  { from: "PENDING", to: "READY", reason: "it is asked" },
  { from: "READY", to: "RUNNING", reason: "a session claims it" },
  { from: "READY", to: "SUCCEEDED", reason: "its last holder answers though its lease was lost" },
  { from: "READY", to: "READY", reason: "its last holder gives it back though its lease was lost" },
  { from: "READY", to: "DELAYED", reason: "its last holder gives it back for a while though its lease was lost" },
  { from: "READY", to: "CANCELLED", reason: "what it is about has ended otherwise" },
  { from: "RUNNING", to: "SUCCEEDED", reason: "it is answered" },
  { from: "RUNNING", to: "RUNNING", reason: "its holder reports progress" },
  { from: "RUNNING", to: "READY", reason: "it is given back, or its lease is lost" },
  { from: "RUNNING", to: "DELAYED", reason: "it is given back for a while" },
  { from: "RUNNING", to: "CANCELLED", reason: "what it is about has ended otherwise" },
  { from: "DELAYED", to: "READY", reason: "the while is over" },
  { from: "DELAYED", to: "CANCELLED", reason: "what it is about has ended otherwise" },
  { from: "SUCCEEDED", to: "READY", reason: "the next phase is asked" },
  { from: "CANCELLED", to: "READY", reason: "the next phase is asked" },
];

/** Of items of lists, beside those of any task: each is done once more with another try of the task that it is of. */
export const LIST_ITEM_TRANSITIONS: readonly Transition<TaskState>[] = [
  { from: "PENDING", to: "PENDING", reason: "it is there, and its turn has not come" },
  { from: "SUCCEEDED", to: "PENDING", reason: "its task is tried again, with all items" },
  { from: "FAILED", to: "PENDING", reason: "its task is tried again" },
  { from: "CANCELLED", to: "PENDING", reason: "its task, whose time was over, is tried again" },
  { from: "SKIPPED", to: "PENDING", reason: "its task runs again" },
];

const taskPairs = pairs(TASK_TRANSITIONS);
const listItemPairs = pairs(LIST_ITEM_TRANSITIONS);
const itemPairs = pairs(ITEM_TRANSITIONS);
const flowPairs = pairs(FLOW_TRANSITIONS);

export function isLegalTaskTransition(from: TaskState, to: TaskState): boolean {
  return taskPairs.get(from)?.has(to) === true;
}

export function isLegalListItemTransition(from: TaskState, to: TaskState): boolean {
  return isLegalTaskTransition(from, to) || listItemPairs.get(from)?.has(to) === true;
}

export function isLegalItemTransition(from: TaskState, to: TaskState): boolean {
  return itemPairs.get(from)?.has(to) === true;
}

export function isLegalFlowTransition(from: FlowState, to: FlowState): boolean {
  return flowPairs.get(from)?.has(to) === true;
}

function pairs<State>(transitions: readonly Transition<State>[]): ReadonlyMap<State, ReadonlySet<State>> {
  const byFrom = new Map<State, Set<State>>();
  for (const { from, to } of transitions) byFrom.set(from, (byFrom.get(from) ?? new Set()).add(to));
  return byFrom;
}

const TERMINAL: ReadonlySet<TaskState> = new Set([
  "SUCCEEDED",
  "FAILED",
  "SKIPPED",
  "CANCELLED",
  "REVERTED",
  "REVERT_FAILED",
]);

/** Nothing more happens to a task in one of these states by itself. */
export function isTerminalTask(state: TaskState): boolean {
  return TERMINAL.has(state);
}

/** Somebody works on it: the holder of its claim, or an outsider. */
export function isAtWork(state: TaskState): boolean {
  return state === "RUNNING" || state === "REVERTING" || state === "PAUSED";
}

export function isEndedFlow(state: FlowState): boolean {
  return state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED" || state === "REVERTED";
}
