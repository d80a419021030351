/**
 * How a task is undone that runs for each item of a list: what runs of it is waited for, the others do not begin.
 */
import { itemsInList } from "../state/item-lists.js";
import { isLong } from "../state/long-list.js";
import type { NodeEntry } from "../state/node-entry.js";
import { closeWaiting } from "./close-items.js";
import type { Draft } from "./draft.js";
import { betweenAttempts } from "./entry-draft.js";
import { listsOf } from "./place-items.js";
import { withhold } from "./withhold.js";

/** From now on it is to be undone. Where nobody has begun any item it does not begin; else it ends with those that run. */
export function undoItems(draft: Draft, number: number, entry: NodeEntry): void {
  const isAway = isLong(entry.list) && entry.list.long.blocks.some(({ away }) => away !== undefined);
  const hasBegun =
    entry.tries > 0 || isAway || itemsInList(draft.segment, number).some((item) => isBegun(draft.entry(item)));
  if (hasBegun) draft.put(number, { ...entry, reversal: { intent: "REVERT" } });
  else withhold(draft, number, betweenAttempts(entry));
  closeWaiting(draft, number);
  if (hasBegun && listsOf(draft).open(number) === 0) draft.ended.push({ node: number, cause: undefined });
}

function isBegun(entry: NodeEntry | undefined): boolean {
  if (entry === undefined || entry.state === "PENDING") return false;
  return entry.state !== "READY" || entry.losses > 0 || entry.tries > 0;
}
