/**
 * What has ended of a long list leaves the state, so that it stays as small as that of a short one.
 */
import { byBlock } from "../state/item-lists.js";
import { isLong, type LaidOutList, nextBlock, withBlock } from "../state/long-list.js";
import type { NodeEntry } from "../state/node-entry.js";
import { pieceOfEntries } from "../state/pieces.js";
import { isTerminalTask } from "../state/states.js";
import { awayOf, joined, type PlacedEntry } from "./away-items.js";
import type { Draft } from "./draft.js";

/**
 * Of each long list of which too much has ended the block with the most of it; of one that is over all. Only what earlier
 * commits have stored: its payloads are where they belong, and nothing is drawn from its end any more.
 */
export function putAway(draft: Draft): void {
  const { lists } = draft.segment.control ?? {};
  if (lists === undefined) return;
  const { endedItems } = draft.segment.definition.lists;
  for (const owner of [...lists.long]) {
    const ended = draft.segment.control?.lists.ended(owner) ?? 0;
    if (ended > (lists.running.has(owner) ? endedItems : 0)) putAwayOf(draft, owner, lists.running.has(owner));
  }
}

function putAwayOf(draft: Draft, owner: number, isRunning: boolean): void {
  const { segment } = draft;
  const { list } = draft.entry(owner) ?? {};
  if (!isLong(list)) return;
  const numbers = segment.control?.lists.of(owner) ?? [];
  const ended = byBlock(
    list,
    numbers.filter((number) => isStored(draft, draft.entry(number))),
  );
  const blocks = [...ended].filter(([block]) => block < firstToStay(list)).sort(([, a], [, b]) => b.length - a.length);
  for (const [block, leaving] of isRunning ? blocks.slice(0, 1) : blocks) leave(draft, owner, block, leaving);
}

/** From this block on what has ended stays: what of it was away before is still to be taken up, or was to be. */
function firstToStay(list: LaidOutList): number {
  const { pass, closed, next } = list.long;
  if (pass === undefined) return Number.POSITIVE_INFINITY;
  return closed === undefined ? nextBlock(list) : next;
}

/** It ended in an earlier commit. */
function isStored(draft: Draft, entry: NodeEntry | undefined): boolean {
  return entry !== undefined && isTerminalTask(entry.state) && entry.version < draft.version;
}

function leave(draft: Draft, owner: number, block: number, numbers: readonly number[]): void {
  const { list } = draft.entry(owner) ?? {};
  if (!isLong(list)) throw new Error(`task ${owner} has no long list`);
  const items = numbers.map((number): PlacedEntry => {
    const entry = draft.entry(number);
    if (entry === undefined) throw new Error(`item ${number} leaves without an entry`);
    return [number - list.long.first, entry];
  });
  const now = awayOf(items, [pieceOfEntries(items)], draft.node(owner).retry);
  const known = list.long.blocks[block];
  // Blocks of which nothing is to be taken up are passed over before anything comes back to them.
  const passed = { ...list.long, next: Math.max(list.long.next, block + 1) };
  const long = withBlock(passed, block, { ...known, away: joined(known?.away, now) });
  draft.remove(numbers);
  draft.restate(owner, { list: { ...list, long } });
}
