/**
 * What follows from the end of an item of a list: the next one begins, or the task ends that runs for each of them.
 */
import type { CompiledNode } from "../definition/compiled-definition.js";
import { LIMITS } from "../limits.js";
import { ITEMS_FAILED, type StoredFailure, TOO_MANY_ITEMS } from "../state/failure.js";
import { ownerOf, runsItems } from "../state/item-lists.js";
import type { Cause, NodeEntry } from "../state/node-entry.js";
import type { Outcome } from "../state/outcome.js";
import { openClaim } from "../state/segment.js";
import { isTerminalTask } from "../state/states.js";
import { cancelTask, recordOutcome, skipTask } from "./attempt-end.js";
import { listsOf, offerItems } from "./begin-items.js";
import type { Draft } from "./draft.js";
import { withinAttempt } from "./entry-draft.js";
import { itemsResult } from "./items-result.js";
import { isFinal } from "./retry-policy.js";

/** `number`: of the item, or of a task of which nothing is left to do. */
export function followItem(draft: Draft, number: number, cause: Cause | undefined): void {
  const entry = draft.entry(number);
  const owner = entry && (ownerOf(entry) ?? number);
  const task = owner === undefined ? undefined : draft.entry(owner);
  if (owner === undefined || task === undefined || !runsItems(task)) return;
  if (entry?.each !== undefined && entry.state === "CANCELLED") {
    cancelList(draft, owner, { number, entry });
    return;
  }
  if (draft.flow.stopping === undefined) offerItems(draft, owner, cause);
  if (listsOf(draft).open(owner) === 0) endList(draft, owner, cause);
}

/**
 * The task has ended otherwise than by its items: what is left of them is cancelled, or skipped with it. In a cancelled
 * flow those that are held have their time.
 */
export function closeItems(draft: Draft, owner: number): void {
  const lists = listsOf(draft);
  if (lists.open(owner) === 0) return;
  const isCancelled = draft.flow.cancellation !== undefined;
  const reason = draft.entry(owner)?.skipReason;
  for (const number of lists.of(owner)) {
    const entry = draft.entry(number);
    if (entry === undefined || isTerminalTask(entry.state)) continue;
    const isHeld = openClaim(entry) !== undefined;
    if (reason !== undefined && !isHeld) skipTask(draft, number, reason);
    else if (!isCancelled || !isHeld) cancelTask(draft, number);
  }
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
  const items = listsOf(draft).of(owner);
  if (items.some((number) => draft.segment.stateOf(number) === "SKIPPED")) {
    skipTask(draft, owner, "STOPPED");
    return;
  }
  recordOutcome(draft, owner, ownAttempt(draft, owner), outcomeOf(draft, owner), cause);
}

function ownAttempt(draft: Draft, owner: number) {
  const entry = draft.entry(owner);
  if (entry === undefined) throw new Error(`task ${owner} has items but no entry`);
  return withinAttempt(entry);
}

function outcomeOf(draft: Draft, owner: number): Outcome {
  const node = draft.node(owner);
  const items = listsOf(draft).of(owner);
  const count = draft.entry(owner)?.list?.count ?? 0;
  if (count > items.length) return { kind: "failure", failure: tooMany(count), digest: "" };
  const failed = items.filter((number) => draft.segment.stateOf(number) === "FAILED");
  if (failed.length > (node.items?.toleratedFailures ?? 0)) {
    return { kind: "failure", failure: itemsFailure(draft, node, failed, count), digest: "" };
  }
  return { kind: "result", result: itemsResult(draft.segment.entries, owner, items), digest: "" };
}

function tooMany(count: number): StoredFailure {
  const message = `${count} items are more than the flow has room for: ${LIMITS.instancesPerFlow} tasks, instances and items in all`;
  return { type: TOO_MANY_ITEMS, message, retryable: false };
}

/** It may be tried again as long as those that are not to be tried again could be tolerated. */
function itemsFailure(
  draft: Draft,
  { retry, items }: CompiledNode,
  failed: readonly number[],
  count: number,
): StoredFailure {
  const failures = failed.flatMap((number) => draft.entry(number)?.failure ?? []);
  const final = failures.filter((failure) => isFinal(retry, failure)).length;
  const retryAfterMs = Math.max(0, ...failures.map((failure) => failure.retryAfterMs ?? 0));
  const [first] = failed;
  const name = first === undefined ? "" : draft.segment.taskId(first);
  return {
    type: ITEMS_FAILED,
    message: `${failed.length} of ${count} items failed, first ${name}: ${failures[0]?.message ?? ""}`,
    retryable: final <= (items?.toleratedFailures ?? 0),
    ...(retryAfterMs > 0 && { retryAfterMs }),
  };
}
