/**
 * Long lists: where their items are, and what is known of those of which the state has no entries.
 */
import type { AwayItems, ClosedItems, ItemBlock, ItemCounts, LongList, Which } from "./item-blocks.js";
import type { ItemList, ListItem, NodeEntry } from "./node-entry.js";
import type { TaskState } from "./states.js";

/** A list with its layout. */
export type LaidOutList = ItemList & { readonly long: LongList };

export function isLong(list: ItemList | undefined): list is LaidOutList {
  return list?.long !== undefined;
}

export function blockCount({ count, long }: LaidOutList): number {
  return Math.ceil(count / long.blockSize);
}

export function blockOf({ blockSize }: LongList, index: number): number {
  return Math.floor(index / blockSize);
}

/** The places in the list of a block's items: from the first to before the last. */
export function placesOf({ count, long }: LaidOutList, block: number): { readonly from: number; readonly to: number } {
  const from = block * long.blockSize;
  return { from, to: Math.min(count, from + long.blockSize) };
}

/** The place in the list of the item with this number; undefined = it is none of it. */
export function indexOfNumber({ count, long }: LaidOutList, number: number): number | undefined {
  const index = number - long.first;
  return index >= 0 && index < count ? index : undefined;
}

/** How many items have not been taken up yet for the first time. */
function unbegun({ count, long }: LaidOutList): number {
  return Math.max(0, count - long.begun * long.blockSize);
}

/** How items of a block that are away stand, where that is not as they ended. */
export interface Standing {
  readonly which: Which;
  /** Absent = they wait to be taken up. */
  readonly closed?: ClosedItems;
  /** Of the segment when that came to be so. */
  readonly version: number;
}

export function standingOf({ pass, next, closed, blocks }: LongList, block: number): Standing | undefined {
  const lapsed = blocks[block]?.away?.lapsed;
  if (pass === undefined || block < next) return lapsed && { ...lapsed, version: lapsed.closed.version };
  const which = wider(pass.which, lapsed?.which);
  return { which, version: closed?.version ?? pass.version, ...(closed !== undefined && { closed }) };
}

function wider(one: Which, other: Which | undefined): Which {
  if (one === "ALL" || other === "ALL") return "ALL";
  return other === "LEFT" ? "LEFT" : one;
}

/** The list as a further pass finds it: what the one before has not taken up is remembered. */
export function lapsed(long: LongList): LongList {
  const { pass, closed, next, ...kept } = long;
  if (pass === undefined || closed === undefined) return { ...kept, next };
  const blocks = long.blocks.map((block, place): ItemBlock => {
    const { which } = standingOf(long, place) ?? {};
    if (place < next || block.away === undefined || which === undefined) return block;
    if (sumOf(meant(block.away, which)) === 0) return block;
    return { ...block, away: { ...block.away, lapsed: { which, closed } } };
  });
  return { ...kept, next, blocks };
}

/** Of items that are away those that are meant, by how they ended. */
function meant({ counts, final }: AwayItems, which: Which): ItemCounts {
  if (which === "ALL") return counts;
  const { SUCCEEDED: _, ...left } = counts;
  if (which === "LEFT") return left;
  return Object.fromEntries(
    Object.entries(left).map(([state, count]) => [state, count - (final[state as TaskState] ?? 0)]),
  ); // Keyed so.
}

/** How many items of a block that is not taken up yet the pass under way takes up. */
export function dueInBlock(list: LaidOutList, block: number): number {
  const { long } = list;
  if (block >= long.begun) {
    const { from, to } = placesOf(list, block);
    return to - from;
  }
  const away = long.blocks[block]?.away;
  const standing = standingOf(long, block);
  return away === undefined || long.pass === undefined || standing === undefined
    ? 0
    : sumOf(meant(away, standing.which));
}

/** The block that the pass under way takes up next: behind the last where it has nothing to take up any more. */
export function nextBlock(list: LaidOutList): number {
  const count = blockCount(list);
  if (list.long.closed !== undefined) return count;
  let block = list.long.next;
  while (block < count && dueInBlock(list, block) === 0) block += 1;
  return block;
}

/** How many items the pass under way has still to take up. */
export function due(list: LaidOutList): number {
  const { next, closed } = list.long;
  if (closed !== undefined) return 0;
  let sum = 0;
  for (let block = next; block < blockCount(list); block += 1) sum += dueInBlock(list, block);
  return sum;
}

/** The states of the items of which the state has no entries. */
export function countsBeside(list: LaidOutList): ItemCounts {
  const counts: Partial<Record<TaskState, number>> = {};
  const add = (state: TaskState, count: number) => {
    if (count > 0) counts[state] = (counts[state] ?? 0) + count;
  };
  add(list.long.closed?.state ?? "PENDING", unbegun(list));
  for (const [block, { away }] of list.long.blocks.entries()) {
    if (away === undefined) continue;
    const standing = standingOf(list.long, block);
    const moved = standing === undefined ? {} : meant(away, standing.which);
    for (const [state, count] of Object.entries(away.counts) as [TaskState, number][])
      add(state, count - (moved[state] ?? 0)); // Keyed so.
    add(standing?.closed?.state ?? "PENDING", sumOf(moved));
  }
  return counts;
}

export function sumOf(counts: ItemCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Which item it is of the task with this entry. */
export function listItem(owner: number, { origin }: Pick<NodeEntry, "origin">, index: number): ListItem {
  const node = origin?.node ?? owner;
  return {
    node,
    ...(owner !== node && { of: owner }),
    ...(origin?.instance !== undefined && { instance: origin.instance }),
    index,
  };
}

/** All items of a long list have numbers, though not all have entries: that behind the last of them; 0 = it has none. */
export function numberBehind({ list, fence }: Pick<NodeEntry, "list" | "fence">): number {
  return Math.max(isLong(list) ? list.long.first + list.count : 0, fence?.next ?? 0);
}

/** What an item is that has not been taken up; `task`: the entry of its task. */
export function unbegunItem(owner: number, task: NodeEntry, index: number): NodeEntry {
  const { closed, pass, version = 1 } = task.list?.long ?? {};
  return {
    state: closed?.state ?? "PENDING",
    version: closed?.version ?? pass?.version ?? version,
    attempt: task.fence?.attempt ?? 0,
    tries: 0,
    losses: 0,
    ...(closed !== undefined && { endTime: closed.time }),
    ...(closed?.reason !== undefined && { skipReason: closed.reason }),
    each: listItem(owner, task, index),
  };
}

/** The list with another block in this place. */
export function withBlock(long: LongList, place: number, block: ItemBlock): LongList {
  const blocks = [...long.blocks];
  while (blocks.length < place) blocks.push({});
  blocks[place] = block;
  return { ...long, blocks };
}
