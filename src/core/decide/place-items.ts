/**
 * The items of a list as entries of their own.
 */
import { LIMITS } from "../limits.js";
import type { ControlIndex } from "../state/control-index.js";
import type { ItemLists } from "../state/item-lists.js";
import type { ListItem } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";
import type { Draft } from "./draft.js";
import { type EntryDraft, untouchedEntry } from "./entry-draft.js";

/** As it is at this moment: a change may build it anew. */
function controlOf({ segment }: Draft): ControlIndex {
  if (segment.control === undefined)
    throw new Error("a task that runs for each item is in a flow that is decided as a whole");
  return segment.control;
}

export function listsOf(draft: Draft): ItemLists {
  return controlOf(draft).lists;
}

/** Whether a list of so many items has room in the flow; those that are there from an earlier one have it already. */
export function fits(control: ControlIndex, owner: number, count: number): boolean {
  const further = Math.max(0, count - control.items(owner).length);
  return count <= LIMITS.itemsPerTask && control.taskCount + further <= LIMITS.instancesPerFlow;
}

export interface PlacedItem {
  readonly number: number;
  readonly item: EntryDraft;
}

/** The item at this place, which waits for its turn, to be put. One of an earlier list keeps its fence and its history. */
export function itemAt(draft: Draft, owner: number, index: number, content: StoredPayload | undefined): PlacedItem {
  const control = controlOf(draft);
  const node = control.nodeOf(owner);
  const instance = draft.entry(owner)?.origin?.instance;
  const each: ListItem = {
    node,
    ...(owner !== node && { of: owner }),
    ...(instance !== undefined && { instance }),
    index,
    ...(content !== undefined && { content }),
  };
  const number = control.items(owner)[index];
  const { attempt = 0, history } = (number === undefined ? undefined : draft.entry(number)) ?? {};
  const item: EntryDraft = { ...untouchedEntry(), each, attempt, ...(history !== undefined && { history }) };
  return { number: number ?? control.nextNumber, item };
}

/** Items that were planned for the task of this entry, from this place on. */
export function planItems(draft: Draft, owner: number, from: number, contents: readonly StoredPayload[]): void {
  for (const [place, content] of contents.entries()) {
    const { number, item } = itemAt(draft, owner, from + place, content);
    draft.put(number, item);
  }
}
