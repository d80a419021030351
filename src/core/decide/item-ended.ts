/**
 * What follows from the end of an item of a list: the next one begins, or the task ends that runs for each of them.
 */
import type { CompiledNode } from "../definition/compiled-definition.js";
import { LIMITS } from "../limits.js";
import { CANCELLED, ITEMS_FAILED, type StoredFailure, TOO_MANY_ITEMS } from "../state/failure.js";
import type { ItemCounts } from "../state/item-blocks.js";
import { itemsInList, ownerOf, runsItems } from "../state/item-lists.js";
import { countsBeside, isLong } from "../state/long-list.js";
import type { Cause, NodeEntry } from "../state/node-entry.js";
import type { Outcome } from "../state/outcome.js";
import type { TaskState } from "../state/states.js";
import { recordOutcome } from "./attempt-end.js";
import { offerItems } from "./begin-items.js";
import { closeItems } from "./close-items.js";
import { skipTask } from "./close-task.js";
import type { Draft } from "./draft.js";
import { withinAttempt } from "./entry-draft.js";
import { failuresOf } from "./item-failures.js";
import { itemsResult } from "./items-result.js";
import { listsOf } from "./place-items.js";

/** `number`: of the item, or of a task of which nothing is left to do. */
export function followItem(draft: Draft, number: number, cause: Cause | undefined): void {
  const entry = draft.entry(number);
  const owner = entry && (ownerOf(entry) ?? number);
  const task = owner === undefined ? undefined : draft.entry(owner);
  if (owner === undefined || task === undefined || !runsItems(task)) return;
  const isUndone = task.reversal !== undefined;
  if (entry?.each !== undefined && entry.state === "CANCELLED" && !isUndone) {
    cancelList(draft, owner, { number, entry });
    return;
  }
  if (draft.flow.stopping === undefined && !isUndone) offerItems(draft, owner, cause);
  if (listsOf(draft).open(owner) === 0) endList(draft, owner, cause);
}

interface Cancelled {
  readonly number: number;
  readonly entry: NodeEntry;
}

/** One item was cancelled: so is the task, with all that is left of it. */
function cancelList(draft: Draft, owner: number, { number, entry }: Cancelled): void {
  closeItems(draft, owner);
  const said = entry.failure === undefined ? "" : `: ${entry.failure.message}`;
  const message = `item ${draft.segment.taskId(number)} was cancelled${said}`;
  recordOutcome(draft, owner, ownAttempt(draft, owner), { kind: "cancelled", message, digest: "" });
}

/** All items have ended. */
function endList(draft: Draft, owner: number, cause: Cause | undefined): void {
  const attempt = ownAttempt(draft, owner);
  if (attempt.reversal === undefined && (itemStates(draft, owner).SKIPPED ?? 0) > 0) {
    skipTask(draft, owner, "STOPPED");
    return;
  }
  recordOutcome(draft, owner, attempt, outcomeOf(draft, owner), cause);
}

/** How many items are in each state, whether there are entries of them or not. */
function itemStates({ segment }: Draft, owner: number): ItemCounts {
  const { list } = segment.entry(owner) ?? {};
  const counts: Partial<Record<TaskState, number>> = isLong(list) ? { ...countsBeside(list) } : {};
  for (const number of itemsInList(segment, owner)) {
    const state = segment.stateOf(number);
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

function ownAttempt(draft: Draft, owner: number) {
  const entry = draft.entry(owner);
  if (entry === undefined) throw new Error(`task ${owner} has items but no entry`);
  return withinAttempt(entry);
}

function outcomeOf(draft: Draft, owner: number): Outcome {
  const node = draft.node(owner);
  const { count = 0, long } = draft.entry(owner)?.list ?? {};
  if (long === undefined && count > itemsInList(draft.segment, owner).length) {
    return { kind: "failure", failure: tooMany(count), digest: "" };
  }
  const { CANCELLED: cancelled = 0, SKIPPED: skipped = 0, FAILED: failed = 0 } = itemStates(draft, owner);
  if (cancelled + skipped > 0) return { kind: "failure", failure: cutOff(cancelled + skipped, count), digest: "" };
  if (failed > (node.items?.toleratedFailures ?? 0)) {
    return { kind: "failure", failure: itemsFailure(draft, owner, node, { failed, count }), digest: "" };
  }
  return { kind: "result", result: itemsResult(draft.segment, owner), digest: "" };
}

/** Of a task that is to be undone: what nobody had begun by then did not begin. */
function cutOff(closed: number, count: number): StoredFailure {
  return {
    type: CANCELLED,
    message: `${closed} of ${count} items were not done: it is to be undone`,
    retryable: false,
  };
}

function tooMany(count: number): StoredFailure {
  const room = `the flow has room for: ${LIMITS.instancesPerFlow} tasks, instances and items in all`;
  const most = `one task may run for: ${LIMITS.itemsPerTask}`;
  const message = `${count} items are more than ${count > LIMITS.itemsPerTask ? most : room}`;
  return { type: TOO_MANY_ITEMS, message, retryable: false };
}

/** It may be tried again as long as those that are not to be tried again could be tolerated. */
function itemsFailure(
  draft: Draft,
  owner: number,
  { retry, items }: CompiledNode,
  { failed, count }: { readonly failed: number; readonly count: number },
): StoredFailure {
  const { first, final, retryAfterMs } = failuresOf(draft, owner, retry);
  const name = first === undefined ? "" : draft.segment.taskId(first.number);
  return {
    type: ITEMS_FAILED,
    message: `${failed} of ${count} items failed, first ${name}: ${first?.message ?? ""}`,
    retryable: final <= (items?.toleratedFailures ?? 0),
    ...(retryAfterMs > 0 && { retryAfterMs }),
  };
}
