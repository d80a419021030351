/**
 * The two ends of every decision: an answer with what changed, or a refusal that changed nothing.
 */
import type { Answer, Decision, Refusal, RefusalReason, TaskView } from "../decision.js";
import { ownerOfItem } from "../state/list-members.js";
import type { Draft } from "./draft.js";

/** Which completion it was, and what it made ready here. */
type Completion = Required<Pick<Answer, "cause" | "ready">>;

/** Accepts the command, with the changes made so far. */
export function accepted(draft: Draft, task?: TaskView, completion?: Completion): Decision {
  const { changes, messages, letters } = draft;
  return { kind: "accepted", answer: { ...answer(draft, false, task), ...completion }, changes, messages, letters };
}

/** The command was recorded before, or asks for what is already so: nothing changes. */
export function replayed(draft: Draft, task?: TaskView, completion?: Completion): Decision {
  const told = { ...answer(draft, true, task), ...completion };
  return { kind: "accepted", answer: told, changes: [], messages: [], letters: [] };
}

/** The flow as it is now, with the given parts. */
export function answer(
  draft: Draft,
  isReplay: boolean,
  task: TaskView | undefined,
  ready: readonly TaskView[] = [],
): Answer {
  const { segment } = draft;
  // The counts are copied: the segment goes on changing.
  const flow = { header: segment.flow, version: segment.position, counts: new Map(segment.counts) };
  return task === undefined ? { flow, replayed: isReplay, ready } : { flow, replayed: isReplay, task, ready };
}

/** Nothing is done before the flow that it is within has consented. */
export function awaitingConsent(draft: Draft): Decision {
  const told = { ...answer(draft, false, undefined), awaitsConsent: true as const };
  return { kind: "accepted", answer: told, changes: [], messages: [], letters: [] };
}

/** The engine must look something up first, which is known in other segments only. */
export function awaitingPlaces(draft: Draft): Decision {
  const told = { ...answer(draft, false, undefined), awaitsPlaces: true as const };
  return { kind: "accepted", answer: told, changes: [], messages: [], letters: [] };
}

export function refused(
  reason: RefusalReason,
  message: string,
  metadata: Readonly<Record<string, string>> = {},
): Decision {
  const refusal: Refusal = { reason, message, metadata };
  return { kind: "refused", refusal };
}

/** No task of the flow has this id. */
export function taskNotFound(taskId: string): Decision {
  return refused("TASK_NOT_FOUND", `the flow has no task ${taskId}`, { task_id: taskId });
}

/** A caller means one item of a list, where what is wanted can only be done to its task. */
export function itemMeant({ segment }: Draft, number: number, field: string, wanted: string): Decision {
  const taskId = segment.taskId(number);
  const owner = segment.taskId(ownerOfItem(segment, number) ?? number);
  const message = `task ${taskId} is an item of a list: it is ${wanted} with its task, ${owner}`;
  return refused("UNSUPPORTED", message, { field, task_id: taskId, state: segment.stateOf(number) });
}

/** Of an item of kind EVALUATE that of the task it is about; about the flow itself its own. */
export function taskView(draft: Draft, number: number): TaskView {
  const item = draft.entry(number)?.item;
  const node = item?.about ?? item?.node ?? number;
  return { node, entry: draft.entry(node) };
}

/** A token that was never given for the task cannot be told from one whose claim is over. */
export function noSuchClaim(taskId: string, state: string): string {
  return `no claim of task ${taskId} has this token now: the task is ${state}`;
}
