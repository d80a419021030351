/**
 * What becomes of the items of a list that nobody does any more.
 */
import type { ClosedItems } from "../state/item-blocks.js";
import { isLong } from "../state/long-list.js";
import { openClaim } from "../state/segment.js";
import type { SkipReason } from "../state/skip-reason.js";
import { isTerminalTask } from "../state/states.js";
import { cancelTask, skipTask } from "./close-task.js";
import type { Draft } from "./draft.js";
import { listsOf } from "./place-items.js";

/**
 * The task has ended otherwise than by its items: what is left of them is cancelled, or skipped with it. In a cancelled
 * flow those that are held have their time.
 */
export function closeItems(draft: Draft, owner: number): void {
  const lists = listsOf(draft);
  if (lists.open(owner) === 0) return;
  const isCancelled = draft.flow.cancellation !== undefined;
  const reason = draft.entry(owner)?.skipReason;
  closeDue(draft, owner, reason);
  for (const number of lists.of(owner)) {
    const entry = draft.entry(number);
    if (entry === undefined || isTerminalTask(entry.state)) continue;
    const isHeld = openClaim(entry) !== undefined;
    if (reason !== undefined && !isHeld) skipTask(draft, number, reason);
    else if (!isCancelled || !isHeld) cancelTask(draft, number);
  }
}

/** What is left of a list that was longer the time before. */
export function closeBeyond(draft: Draft, owner: number, count: number): void {
  if (isLong(draft.entry(owner)?.list)) return;
  for (const number of listsOf(draft).of(owner).slice(count)) {
    if (draft.segment.stateOf(number) === "PENDING") skipTask(draft, number, "UPSTREAM");
  }
}

/** What of a long list has not been taken up yet is not: what has not begun is skipped, or else cancelled. */
export function closeDue(draft: Draft, owner: number, reason: SkipReason | undefined): void {
  const { list } = draft.entry(owner) ?? {};
  if (!isLong(list) || listsOf(draft).due(owner) === 0) return;
  const closed: ClosedItems = {
    state: reason === undefined ? "CANCELLED" : "SKIPPED",
    ...(reason !== undefined && { reason }),
    time: draft.now,
    version: draft.version,
  };
  draft.restate(owner, { list: { ...list, long: { ...list.long, closed } } });
}

/** What nobody works on does not begin, or not once more. */
export function closeWaiting(draft: Draft, owner: number): void {
  closeDue(draft, owner, undefined);
  for (const number of listsOf(draft).of(owner)) {
    const state = draft.segment.stateOf(number);
    if (state === "PENDING" || state === "READY" || state === "DELAYED") cancelTask(draft, number);
  }
}
