/**
 * How a task runs for each item of a list: its items become entries of their own, and as many as may are ready.
 */
import { timeoutsOfItem } from "../definition/for-each.js";
import { isLong } from "../state/long-list.js";
import type { Cause } from "../state/node-entry.js";
import type { Plan } from "../state/task-decision.js";
import { closeBeyond, closeItems } from "./close-items.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, type EntryDraft } from "./entry-draft.js";
import { forgetItems, takeUpAgain } from "./items-again.js";
import { laidOut } from "./lay-out.js";
import { type ListedItems, listedItems } from "./listed-items.js";
import { fits, itemAt, listsOf } from "./place-items.js";
import { takeUpNext } from "./take-up.js";

/** The turn of the task has come, for the first time or again. `entry`: the task's own, to be put here. */
export function beginItems(draft: Draft, number: number, entry: EntryDraft, cause: Cause | undefined): void {
  const node = draft.segment.definition.nodes[entry.origin?.node ?? number];
  if (node?.items === undefined) throw new Error(`task ${node?.task.name ?? number} runs once`);
  const found = entry.list === undefined ? listedItems(draft, number, node.items, entry) : undefined;
  if (found !== undefined && "failure" in found) {
    entry.state = "FAILED";
    entry.failure = found.failure;
    entry.endTime = draft.now;
    draft.put(number, entry, cause);
    return;
  }
  entry.state = "RUNNING";
  entry.attempt += 1;
  entry.readyTime = draft.now;
  entry.startTime = draft.now;
  const { again, ...planned } = entry.list ?? { count: 0 };
  const list = found === undefined ? planned : { count: found.count };
  entry.list = list;
  draft.put(number, entry);
  if (found === undefined) takeUpAgain(draft, number, node, again ?? node.items.retry);
  else placeItems(draft, number, found, cause);
  closeBeyond(draft, number, list.count);
  offerItems(draft, number, cause);
  // Nothing is left to do: what follows is drawn as if its last item had ended.
  if (listsOf(draft).open(number) === 0) draft.ended.push({ node: number, cause });
}

/** Those that may begin are ready at once. None is made where there is no room for all, or for a block of a long list. */
function placeItems(draft: Draft, number: number, found: ListedItems, cause: Cause | undefined): void {
  const { count, contents } = found;
  if (!fits(draft.segment, number, count)) {
    closeItems(draft, number);
    return;
  }
  // Of an earlier list.
  forgetItems(draft, number);
  const most = mostAtOnce(draft, number);
  if (count > draft.segment.definition.lists.wholeItems) {
    const { openItems } = draft.segment.definition.lists;
    draft.restate(number, { list: laidOut(draft, number, found, Math.min(most, openItems)) });
    return;
  }
  for (let index = 0; index < count; index += 1) {
    const { number: place, item } = itemAt(draft, number, index, contents?.[index]);
    if (index < most) makeReady(draft, number, item, cause);
    draft.put(place, item);
  }
}

/** As many items as may be under way at once are ready, in the order of the list. */
export function offerItems(draft: Draft, number: number, cause: Cause | undefined): void {
  const most = mostAtOnce(draft, number);
  while (listsOf(draft).underWay(number) < most) {
    const next = listsOf(draft).nextPending(number);
    if (listsOf(draft).isAhead(number, next)) {
      if (takeUpNext(draft, number)) continue;
      return;
    }
    const known = next === undefined ? undefined : draft.entry(next);
    if (next === undefined || known === undefined) return;
    const item = betweenAttempts(known);
    makeReady(draft, number, item, cause);
    draft.put(next, item);
  }
}

/** Of a long list no more than the state is to have entries of. */
function mostAtOnce(draft: Draft, number: number): number {
  const entry = draft.entry(number);
  const most = entry?.plan?.maxParallel ?? draft.node(number).items?.maxParallel ?? 0;
  const bound = isLong(entry?.list) ? draft.segment.definition.lists.openItems : Number.POSITIVE_INFINITY;
  return most === 0 ? bound : Math.min(most, bound);
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
