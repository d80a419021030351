/**
 * How items of a list are done once more: with another try of their task, or where that begins anew.
 */
import type { CompiledNode } from "../definition/compiled-definition.js";
import type { ItemRetry } from "../definition/definition.js";
import { itemsInList } from "../state/item-lists.js";
import { isLong, lapsed } from "../state/long-list.js";
import { isUntouched } from "../state/reversal.js";
import type { Draft } from "./draft.js";
import { untouchedEntry } from "./entry-draft.js";
import { historyOf, isTakenUp, itemAgain } from "./item-again.js";
import { passOf } from "./take-up.js";

/** Their turn comes again. A task whose tries count anew is run again because a caller wants it. */
export function takeUpAgain(draft: Draft, owner: number, { retry }: CompiledNode, which: ItemRetry): void {
  const numbers = itemsInList(draft.segment, owner);
  const isWanted = draft.entry(owner)?.tries === 0;
  for (const number of whichAgain(draft, owner, numbers, { retry, which, isWanted })) {
    const entry = draft.entry(number);
    // Of what was planned nothing has begun yet.
    if (entry === undefined || entry.state === "PENDING") continue;
    draft.put(number, itemAgain(draft, entry, isWanted));
  }
}

interface Again {
  readonly retry: CompiledNode["retry"];
  readonly which: ItemRetry;
  readonly isWanted: boolean;
}

/** Of the items that there are entries of. A further pass begins through a long list. */
function whichAgain(draft: Draft, owner: number, numbers: readonly number[], again: Again): readonly number[] {
  const { list } = draft.entry(owner) ?? {};
  if (!isLong(list)) return itemsAgain(draft, numbers, again);
  const { closed: _, ...long } = lapsed(list.long);
  // None has begun, or nothing has been done of those that the plan brought.
  if (long.begun === 0) {
    draft.restate(owner, { list: { ...list, long } });
    return [];
  }
  const pass = passOf(draft, owner, { ...list, long }, again.which);
  draft.restate(owner, { list: { ...list, long: { ...long, next: 0, pass } } });
  return numbers.filter((number) => {
    const entry = draft.entry(number);
    return entry !== undefined && isTakenUp(entry, pass.which, again.retry);
  });
}

/** Of the items that have not succeeded those that may; where there is none, all of them; where there is none, all. */
function itemsAgain(draft: Draft, numbers: readonly number[], { retry, which, isWanted }: Again): readonly number[] {
  if (which === "ALL_ITEMS") return numbers;
  for (const some of isWanted ? (["LEFT"] as const) : (["RETRYABLE", "LEFT"] as const)) {
    const again = numbers.filter((number) => {
      const entry = draft.entry(number);
      return entry === undefined || isTakenUp(entry, some, retry);
    });
    if (again.length > 0) return again;
  }
  return numbers;
}

/** The task is as if nothing had happened to it, and so are its items. */
export function forgetItems(draft: Draft, owner: number): void {
  const { control, definition } = draft.segment;
  const node = definition.nodes[draft.entry(owner)?.origin?.node ?? owner];
  if (node?.items === undefined || control === undefined) return;
  for (const number of control.lists.of(owner)) {
    const entry = draft.entry(number);
    if (entry?.each === undefined || isUntouched(entry)) continue;
    const history = historyOf(draft, entry);
    const forgotten = { ...untouchedEntry(), attempt: entry.attempt, each: entry.each };
    draft.put(number, history === undefined ? forgotten : { ...forgotten, history });
  }
  if (isLong(draft.entry(owner)?.list)) dropEntries(draft, owner);
}

/** Of a list, all of whose items wait, the state has no entries any more; their attempts and numbers go on behind it. */
export function dropEntries(draft: Draft, owner: number): void {
  const { control } = draft.segment;
  const { list, fence } = draft.entry(owner) ?? {};
  const numbers = control?.lists.of(owner) ?? [];
  const present = numbers.map((number) => draft.entry(number)?.attempt ?? 0);
  const away = isLong(list) ? list.long.blocks.map((block) => block.away?.attempt ?? 0) : [];
  const attempt = [...present, ...away].reduce((most, one) => Math.max(most, one), fence?.attempt ?? 0);
  draft.restate(owner, { fence: { attempt, next: control?.nextNumber ?? 0 } });
  draft.remove(numbers);
}
