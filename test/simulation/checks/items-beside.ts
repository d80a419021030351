/**
 * A segment as if its state had entries of all items of its long lists, as that of a flow with short ones has.
 */
import { asItStands } from "../../../src/core/decide/item-again.js";
import type { FlowDefinition } from "../../../src/core/definition/definition.js";
import {
  blockOf,
  isLong,
  type LaidOutList,
  listItem,
  standingOf,
  unbegunItem,
} from "../../../src/core/state/long-list.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import { entriesOfPiece, pieceOfEntries } from "../../../src/core/state/pieces.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";

/** What is kept under a payload's id. */
export type BytesOf = (ref: string) => Uint8Array | undefined;

/** `before`: the same as it was then; of what has not changed since it is the very entry. */
export function withItemsBeside(
  record: SegmentRecord,
  { tasks, defaultRetry }: FlowDefinition,
  bytesOf: BytesOf,
  before: SegmentRecord["nodes"] = new Map(),
): SegmentRecord {
  const owners = [...record.nodes].filter(([, { list }]) => isLong(list));
  if (owners.length === 0) return record;
  const nodes = new Map(record.nodes);
  for (const [owner, task] of owners) {
    const { list } = task;
    if (!isLong(list)) continue;
    // Where its blocks are kept otherwise nothing has happened to it.
    const past = before.get(owner);
    if (past !== undefined && isSame(plain(past), plain(task))) nodes.set(owner, past);
    const retry = tasks[task.origin?.node ?? owner]?.retry ?? defaultRetry;
    const away = awayItems(list, bytesOf);
    for (let index = 0; index < list.count; index += 1) {
      const number = list.long.first + index;
      if (nodes.has(number)) continue;
      const kept = away.get(index);
      const entry = kept && { ...kept, each: listItem(owner, task, index) };
      const standing = standingOf(list.long, blockOf(list.long, index));
      const is = entry ? asItStands(entry, standing, retry) : unbegunItem(owner, task, index);
      const was = before.get(number);
      nodes.set(number, was !== undefined && isSame(was, is) ? was : is);
    }
  }
  return { ...record, nodes };
}

/** By their place; of an item that left the state twice the latter counts. */
function awayItems({ long }: LaidOutList, bytesOf: BytesOf): ReadonlyMap<number, Omit<NodeEntry, "each">> {
  const pieces = long.blocks.flatMap(({ away }) => away?.pieces ?? []);
  const items = pieces.flatMap(({ data, ref = "" }) => {
    const bytes = data ?? bytesOf(ref);
    if (bytes === undefined) throw new Error(`the state names ${ref}, which was never stored`);
    return entriesOfPiece(bytes);
  });
  return new Map(items);
}

function plain({ fence: _, list, ...entry }: NodeEntry): NodeEntry {
  return list === undefined ? entry : { ...entry, list: { count: list.count } };
}

/** As it would be kept. */
function isSame(one: NodeEntry, other: NodeEntry): boolean {
  const [first, second] = [one, other].map((entry) => pieceOfEntries([[0, inOrder(entry)]]).data);
  return Buffer.from(first ?? []).equals(second ?? Buffer.alloc(0));
}

function inOrder(entry: NodeEntry): NodeEntry {
  return Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))) as typeof entry; // The same fields.
}
