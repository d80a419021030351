/**
 * The items of a list as entries of their own.
 */
import { LIMITS } from "../limits.js";
import type { ControlIndex } from "../state/control-index.js";
import type { ItemLists } from "../state/item-lists.js";
import { listItem } from "../state/long-list.js";
import type { ListItem } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";
import type { Segment } from "../state/segment.js";
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

/**
 * Whether a list of so many items has room in the flow, a long one a block of them; those that are there from an earlier
 * one have it already.
 */
export function fits({ control, definition }: Segment, owner: number, count: number): boolean {
  if (control === undefined || count > LIMITS.itemsPerTask) return false;
  const { wholeItems, blockItems } = definition.lists;
  const further = Math.max(0, (count > wholeItems ? blockItems : count) - control.lists.of(owner).length);
  return control.taskCount + further <= LIMITS.instancesPerFlow;
}

export interface PlacedItem {
  readonly number: number;
  readonly item: EntryDraft;
}

/** The item at this place, which waits for its turn, to be put. One of an earlier list keeps its fence and its history. */
export function itemAt(draft: Draft, owner: number, index: number, content: StoredPayload | undefined): PlacedItem {
  const control = controlOf(draft);
  const each: ListItem = {
    ...listItem(owner, draft.entry(owner) ?? {}, index),
    ...(content !== undefined && { content }),
  };
  const number = control.lists.of(owner)[index];
  const known = number === undefined ? undefined : draft.entry(number);
  const { attempt = draft.entry(owner)?.fence?.attempt ?? 0, history } = known ?? {};
  const item: EntryDraft = { ...untouchedEntry(), each, attempt, ...(history !== undefined && { history }) };
  return { number: number ?? control.nextNumber, item };
}
