/**
 * The items of long lists that have left the state: what is known of them at hand, and how they are looked at again.
 */
import type { RetryPolicy } from "../definition/definition.js";
import { LIMITS } from "../limits.js";
import type { AwayItems, ItemCounts } from "../state/item-blocks.js";
import { ownerOfItem } from "../state/list-members.js";
import {
  blockOf,
  dueInBlock,
  isLong,
  type LaidOutList,
  listItem,
  placesOf,
  standingOf,
  unbegunItem,
} from "../state/long-list.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";
import { entriesOfPiece } from "../state/pieces.js";
import type { TaskState } from "../state/states.js";
import type { Draft } from "./draft.js";
import { PayloadsMissing } from "./expression-values.js";
import { asItStands } from "./item-again.js";
import { readAhead } from "./read-ahead.js";
import { isFinal } from "./retry-policy.js";

/** An item's entry by its place in the list. */
export type PlacedEntry = readonly [index: number, entry: NodeEntry];

/** The items of a block that are away as they ended, in their order. Throws PayloadsMissing where what is kept of them is not at hand. */
export function awayInBlock(draft: Draft, owner: number, block: number): readonly PlacedEntry[] {
  const task = draft.entry(owner);
  const list = task?.list;
  if (task === undefined || !isLong(list)) throw new Error(`task ${owner} has no long list`);
  const entries = new Map<number, NodeEntry>();
  for (const data of bytesOf(draft, list, block)) {
    for (const [index, entry] of entriesOfPiece(data)) {
      entries.set(index, { ...entry, each: listItem(owner, task, index) });
    }
  }
  const { from, to } = placesOf(list, block);
  const present = (index: number) => draft.segment.entries.has(list.long.first + index);
  return [...entries].filter(([index]) => index >= from && index < to && !present(index)).sort(([a], [b]) => a - b);
}

function bytesOf({ context }: Draft, list: LaidOutList, block: number): readonly Uint8Array[] {
  const missing: string[] = [];
  const found = piecesOf(list, block).flatMap(({ data, ref = "" }) => {
    const bytes = data ?? context.payload?.(ref);
    if (bytes === undefined) missing.push(ref);
    return bytes ?? [];
  });
  if (missing.length === 0) return found;
  throw new PayloadsMissing(missing, readAhead(alikePieces(list, block), missing, mostBytes, context.brought));
}

function piecesOf({ long }: LaidOutList, block: number): readonly StoredPayload[] {
  return long.blocks[block]?.away?.pieces ?? [];
}

/** Of the blocks that are read as this one is: those to be taken up, or those that are not. */
function alikePieces(list: LaidOutList, block: number): readonly StoredPayload[] {
  const isDue = (other: number) => dueInBlock(list, other) > 0;
  return [...list.long.blocks.keys()].flatMap((other) => (isDue(other) === isDue(block) ? piecesOf(list, other) : []));
}

/** All blocks of a list may be taken up at once, and take more than expressions may read: then what is at hand doubles. */
function mostBytes(atHand: number): number {
  return Math.max(LIMITS.decisionInputBytes, 2 * atHand);
}

/** Where the number is that of an item without an entry, it can be looked at until the next decision. Throws PayloadsMissing. */
export function recallItem(draft: Draft, number: number): void {
  const { segment } = draft;
  if (segment.entries.has(number)) return;
  const owner = ownerOfItem(segment, number);
  const task = owner === undefined ? undefined : segment.entry(owner);
  if (owner === undefined || task === undefined || !isLong(task.list)) return;
  const index = number - task.list.long.first;
  const block = blockOf(task.list.long, index);
  const away = awayInBlock(draft, owner, block).find(([place]) => place === index)?.[1];
  const entry = away && asItStands(away, standingOf(task.list.long, block), draft.node(owner).retry);
  segment.recalled.set(number, entry ?? unbegunItem(owner, task, index));
}

/** What is kept at hand of these items, which `pieces` hold. */
export function awayOf(
  items: readonly PlacedEntry[],
  pieces: readonly StoredPayload[],
  retry: RetryPolicy | undefined,
): AwayItems {
  const counts: Partial<Record<TaskState, number>> = {};
  const final: Partial<Record<TaskState, number>> = {};
  let [upTo, attempt] = [0, 0];
  let failed: AwayItems["failed"];
  for (const [index, entry] of items) {
    const { state, failure } = entry;
    counts[state] = (counts[state] ?? 0) + 1;
    upTo = Math.max(upTo, entry.version);
    attempt = Math.max(attempt, entry.attempt);
    if (failure === undefined) continue;
    if (isFinal(retry, failure)) final[state] = (final[state] ?? 0) + 1;
    const known = failed ?? { first: index, retryAfterMs: 0 };
    const retryAfterMs = Math.max(known.retryAfterMs, failure.retryAfterMs ?? 0);
    if (state === "FAILED") failed = { first: Math.min(known.first, index), retryAfterMs };
  }
  return { counts, pieces, upTo, attempt, final, ...(failed !== undefined && { failed }) };
}

/** Of those that were away before and those that have left now. */
export function joined(before: AwayItems | undefined, now: AwayItems): AwayItems {
  if (before === undefined) return now;
  const failed = [before.failed, now.failed].filter((one) => one !== undefined);
  return {
    counts: added(before.counts, now.counts),
    pieces: [...before.pieces, ...now.pieces],
    upTo: Math.max(before.upTo, now.upTo),
    attempt: Math.max(before.attempt, now.attempt),
    final: added(before.final, now.final),
    ...(before.lapsed !== undefined && { lapsed: before.lapsed }),
    ...(failed.length > 0 && {
      failed: {
        first: Math.min(...failed.map(({ first }) => first)),
        retryAfterMs: Math.max(...failed.map(({ retryAfterMs }) => retryAfterMs)),
      },
    }),
  };
}

function added(one: ItemCounts, other: ItemCounts): ItemCounts {
  const counts: Partial<Record<TaskState, number>> = { ...one };
  for (const [state, count] of Object.entries(other) as [TaskState, number][]) {
    counts[state] = (counts[state] ?? 0) + count; // Keyed so by ItemCounts.
  }
  return counts;
}
