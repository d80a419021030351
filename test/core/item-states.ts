/**
 * The items of lists, whether the state has entries of them or not.
 */

import { awayInBlock } from "../../src/core/decide/away-items.js";
import { Draft } from "../../src/core/decide/draft.js";
import { asItStands } from "../../src/core/decide/item-again.js";
import { NO_OFFERS } from "../../src/core/decision.js";
import { ownerOfItem } from "../../src/core/state/list-members.js";
import { blockOf, isLong, standingOf, unbegunItem } from "../../src/core/state/long-list.js";
import type { NodeEntry } from "../../src/core/state/node-entry.js";
import type { Segment } from "../../src/core/state/segment.js";

/** The numbers of all tasks, with all items. */
export function allNumbers(segment: Segment): number[] {
  const beside = [...(segment.control?.lists.long ?? [])].flatMap((owner) => {
    const list = segment.entry(owner)?.list;
    if (!isLong(list)) return [];
    return Array.from({ length: list.count }, (_, index) => list.long.first + index);
  });
  return [...new Set([...segment.numbers(), ...beside])].sort((a, b) => a - b);
}

/** Of an item without an entry what is kept beside the state, or what the list says. */
export function anyEntry(segment: Segment, number: number): NodeEntry | undefined {
  const entry = segment.entries.get(number);
  const owner = entry === undefined ? ownerOfItem(segment, number) : undefined;
  const task = owner === undefined ? undefined : segment.entry(owner);
  if (owner === undefined || task === undefined || !isLong(task.list)) return entry;
  const index = number - task.list.long.first;
  const block = blockOf(task.list.long, index);
  const draft = new Draft(segment, { now: 0, random: () => 0, tokenBits: () => "", offers: NO_OFFERS });
  const away = awayInBlock(draft, owner, block).find(([place]) => place === index)?.[1];
  if (away === undefined) return unbegunItem(owner, task, index);
  return asItStands(away, standingOf(task.list.long, block), segment.node(owner).retry);
}
