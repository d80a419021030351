/**
 * How a task runs for each item of a list: its items become entries of their own, and as many as may are ready.
 */
import type { CompiledNode, NodeItems } from "../definition/compiled-definition.js";
import { timeoutsOfItem } from "../definition/for-each.js";
import { LIMITS } from "../limits.js";
import { attemptEndOf } from "../state/attempt-end-of.js";
import type { ControlIndex } from "../state/control-index.js";
import type { ItemLists } from "../state/item-lists.js";
import type { Cause, ListItem, NodeEntry } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";
import type { Plan } from "../state/task-decision.js";
import { attemptRecord, withRecord } from "./attempt-history.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, type EntryDraft, untouchedEntry } from "./entry-draft.js";
import { isFinal } from "./retry-policy.js";

/** The turn of the task has come, for the first time or again. `entry`: the task's own, to be put here. */
export function beginItems(draft: Draft, number: number, entry: EntryDraft, cause: Cause | undefined): void {
  const node = taskNode(draft, number, entry);
  if (node.items === undefined) throw new Error(`task ${node.task.name} runs once`);
  const isFurtherTry = entry.attempt > 0;
  entry.state = "RUNNING";
  entry.attempt += 1;
  entry.readyTime = draft.now;
  entry.startTime = draft.now;
  const { list } = entry;
  entry.list = list ?? { count: node.items.count };
  draft.put(number, entry);
  if (isFurtherTry) takeUpAgain(draft, number, node);
  else if (list === undefined && fits(controlOf(draft), entry.list.count)) {
    const most = mostAtOnce(draft, number);
    for (let index = 0; index < entry.list.count; index += 1) {
      const item = newItem(draft, number, undefined);
      if (index < most) makeReady(draft, number, item, cause);
      draft.put(controlOf(draft).nextNumber, item);
    }
  }
  offerItems(draft, number, cause);
  // Nothing is left to do: what follows is drawn as if its last item had ended.
  if (listsOf(draft).open(number) === 0) draft.ended.push({ node: number, cause });
}

/** Whether so many items more have room in the flow. */
export function fits({ taskCount }: ControlIndex, count: number): boolean {
  return taskCount + count <= LIMITS.instancesPerFlow;
}

/** Items that were planned for the task of this entry, behind those that were before. */
export function planItems(draft: Draft, number: number, contents: readonly StoredPayload[]): void {
  for (const content of contents) draft.put(controlOf(draft).nextNumber, newItem(draft, number, content));
}

/** As many items as may be under way at once are ready. */
export function offerItems(draft: Draft, number: number, cause: Cause | undefined): void {
  const lists = listsOf(draft);
  const { entries } = draft.segment;
  const most = mostAtOnce(draft, number);
  while (lists.underWay(number) < most) {
    const next = lists.nextPending(number, entries);
    const known = next === undefined ? undefined : entries.get(next);
    if (next === undefined || known === undefined) return;
    const item = betweenAttempts(known);
    makeReady(draft, number, item, cause);
    draft.put(next, item);
  }
}

function mostAtOnce(draft: Draft, number: number): number {
  const most = draft.entry(number)?.plan?.maxParallel ?? draft.node(number).items?.maxParallel ?? 0;
  return most === 0 ? Number.POSITIVE_INFINITY : most;
}

function makeReady(draft: Draft, number: number, item: EntryDraft, cause: Cause | undefined): void {
  item.state = "READY";
  item.readyTime = draft.now;
  if (item.reachedTime === undefined) {
    item.reachedTime = draft.now;
    if (cause !== undefined) item.readyBy = cause;
  }
  const planned = draft.entry(number)?.plan;
  const plan = planned && planOfItems(planned);
  if (plan !== undefined) item.plan = plan;
}

/** As it is at this moment: a change may build it anew. */
function controlOf({ segment }: Draft): ControlIndex {
  if (segment.control === undefined)
    throw new Error("a task that runs for each item is in a flow that is decided as a whole");
  return segment.control;
}

export function listsOf(draft: Draft): ItemLists {
  return controlOf(draft).lists;
}

function taskNode(draft: Draft, number: number, { origin }: EntryDraft): CompiledNode {
  const node = draft.segment.definition.nodes[origin?.node ?? number];
  if (node === undefined) throw new Error(`no node ${number}`);
  return node;
}

/** One more item, which waits for its turn. */
function newItem(draft: Draft, number: number, content: StoredPayload | undefined): EntryDraft {
  const control = controlOf(draft);
  const node = control.nodeOf(number);
  const instance = draft.entry(number)?.origin?.instance;
  const each: ListItem = {
    node,
    ...(number !== node && { of: number }),
    ...(instance !== undefined && { instance }),
    index: control.lists.of(number).length,
    ...(content !== undefined && { content }),
  };
  const item = untouchedEntry();
  item.each = each;
  return item;
}

/** The timeouts of the whole are the task's. */
function planOfItems({ queue, priority, timeouts }: Plan): Plan | undefined {
  const claimed = timeoutsOfItem(timeouts ?? {});
  const plan: Plan = {
    ...(queue !== undefined && { queue }),
    ...(priority !== undefined && { priority }),
    ...(Object.keys(claimed).length > 0 && { timeouts: claimed }),
  };
  return Object.keys(plan).length === 0 ? undefined : plan;
}

function takeUpAgain(draft: Draft, number: number, node: CompiledNode): void {
  const { items } = node;
  if (items === undefined) return;
  const numbers = listsOf(draft).of(number);
  for (const item of itemsAgain(draft, numbers, items, node)) {
    const entry = draft.entry(item);
    if (entry === undefined) continue;
    const again = betweenAttempts(entry, historyOf(draft, entry));
    again.state = "PENDING";
    draft.put(item, again);
  }
}

/** Of the items that have not succeeded those that may; where there is none, all of them; where there is none, all. */
function itemsAgain(
  draft: Draft,
  numbers: readonly number[],
  { retry }: NodeItems,
  { retry: policy }: CompiledNode,
): readonly number[] {
  if (retry === "ALL_ITEMS") return numbers;
  const left = numbers.filter((number) => draft.segment.stateOf(number) !== "SUCCEEDED");
  const retryable = left.filter((number) => {
    const failure = draft.entry(number)?.failure;
    return failure === undefined || !isFinal(policy, failure);
  });
  return [retryable, left, numbers].find((some) => some.length > 0) ?? [];
}

function historyOf({ now }: Draft, entry: NodeEntry): NodeEntry["history"] {
  const end = attemptEndOf(entry);
  // Nobody had it.
  if (entry.attempt === 0) return entry.history;
  if (end === undefined || entry.history?.some(({ attempt }) => attempt === entry.attempt) === true)
    return entry.history;
  return withRecord(entry.history, attemptRecord(entry, end, entry.tries, entry.endTime ?? now, entry.failure));
}
