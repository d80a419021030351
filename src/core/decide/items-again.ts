/**
 * How items of a list are done once more: with another try of their task, or where that begins anew.
 */
import type { CompiledNode } from "../definition/compiled-definition.js";
import type { ItemRetry } from "../definition/definition.js";
import { attemptEndOf } from "../state/attempt-end-of.js";
import { itemsInList } from "../state/item-lists.js";
import type { NodeEntry } from "../state/node-entry.js";
import { isUntouched } from "../state/reversal.js";
import { attemptRecord, withRecord } from "./attempt-history.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, untouchedEntry } from "./entry-draft.js";
import { isFinal } from "./retry-policy.js";

/** Their turn comes again. A task whose tries count anew is run again because a caller wants it. */
export function takeUpAgain(draft: Draft, owner: number, { retry }: CompiledNode, which: ItemRetry): void {
  const numbers = itemsInList(draft.segment, owner);
  const isWanted = draft.entry(owner)?.tries === 0;
  const isRetryable = (number: number) => {
    const failure = draft.entry(number)?.failure;
    return isWanted || failure === undefined || !isFinal(retry, failure);
  };
  for (const number of itemsAgain(draft, numbers, which, isRetryable)) {
    const entry = draft.entry(number);
    // Of what was planned nothing has begun yet.
    if (entry === undefined || entry.state === "PENDING") continue;
    const again = betweenAttempts(entry, historyOf(draft, entry));
    again.state = "PENDING";
    if (isWanted) {
      again.tries = 0;
      again.losses = 0;
    }
    draft.put(number, again);
  }
}

/** Of the items that have not succeeded those that may; where there is none, all of them; where there is none, all. */
function itemsAgain(
  draft: Draft,
  numbers: readonly number[],
  which: ItemRetry,
  isRetryable: (number: number) => boolean,
): readonly number[] {
  if (which === "ALL_ITEMS") return numbers;
  const left = numbers.filter((number) => draft.segment.stateOf(number) !== "SUCCEEDED");
  return [left.filter(isRetryable), left, numbers].find((some) => some.length > 0) ?? [];
}

/** The task is as if nothing had happened to it, and so are its items. */
export function forgetItems(draft: Draft, owner: number): void {
  const { control, definition } = draft.segment;
  const node = definition.nodes[draft.entry(owner)?.origin?.node ?? owner];
  if (node?.items === undefined || control === undefined) return;
  for (const number of control.items(owner)) {
    const entry = draft.entry(number);
    if (entry?.each === undefined || isUntouched(entry)) continue;
    const history = historyOf(draft, entry);
    const forgotten = { ...untouchedEntry(), attempt: entry.attempt, each: entry.each };
    draft.put(number, history === undefined ? forgotten : { ...forgotten, history });
  }
}

function historyOf({ now }: Draft, entry: NodeEntry): NodeEntry["history"] {
  const end = attemptEndOf(entry) ?? (entry.claim === undefined ? undefined : "CANCELLED");
  // Nobody had it.
  if (entry.attempt === 0) return entry.history;
  if (end === undefined || entry.history?.some(({ attempt }) => attempt === entry.attempt) === true)
    return entry.history;
  return withRecord(entry.history, attemptRecord(entry, end, entry.tries, entry.endTime ?? now, entry.failure));
}
