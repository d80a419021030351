/**
 * How items of a long list come into the state, block by block: for the first time, or to be done once more.
 */
import type { ItemRetry } from "../definition/definition.js";
import { LIMITS } from "../limits.js";
import type { Pass, Which } from "../state/item-blocks.js";
import {
  blockCount,
  dueInBlock,
  isLong,
  type LaidOutList,
  listItem,
  nextBlock,
  placesOf,
  standingOf,
  withBlock,
} from "../state/long-list.js";
import { pieceOfEntries } from "../state/pieces.js";
import { awayInBlock, awayOf, type PlacedEntry } from "./away-items.js";
import type { Draft } from "./draft.js";
import { untouchedEntry } from "./entry-draft.js";
import { isTakenUp, itemAgain } from "./item-again.js";
import { listsOf } from "./place-items.js";

/** A block of which so many pieces are kept is written anew when it is read anyhow. */
const PIECES_KEPT = 3;

/** The next items of a task's list wait for their turn now. False where there are none, or no room for them. */
export function takeUpNext(draft: Draft, owner: number): boolean {
  const task = draft.entry(owner);
  const list = task?.list;
  if (task === undefined || !isLong(list) || listsOf(draft).due(owner) === 0) return false;
  const isIdle = listsOf(draft).underWay(owner) === 0;
  // Of each list something goes on, whatever room there is.
  if (!isIdle && !hasRoom(draft, list.long.blockSize)) return false;
  const block = nextBlock(list);
  if (block < list.long.begun) takeUpAway(draft, owner, list, block);
  else begin(draft, owner, list, block);
  return true;
}

export function hasRoom({ segment }: Draft, count: number): boolean {
  return (segment.control?.taskCount ?? 0) + count <= LIMITS.instancesPerFlow;
}

/** For the first time. */
function begin(draft: Draft, owner: number, list: LaidOutList, block: number): void {
  const task = draft.entry(owner);
  draft.restate(owner, { list: { ...list, long: { ...list.long, begun: block + 1, next: block + 1 } } });
  const attempt = task?.fence?.attempt ?? 0;
  const { from, to } = placesOf(list, block);
  for (let index = from; index < to; index += 1) {
    const each = listItem(owner, task ?? {}, index);
    draft.put(list.long.first + index, { ...untouchedEntry(), attempt, each });
  }
}

/** Those of a block that are done once more. */
function takeUpAway(draft: Draft, owner: number, list: LaidOutList, block: number): void {
  const { pass } = list.long;
  const { retry } = draft.node(owner);
  const { which } = standingOf(list.long, block) ?? {};
  const away = awayInBlock(draft, owner, block);
  const again = away.filter(([, entry]) => which !== undefined && isTakenUp(entry, which, retry));
  const taken = new Set(again.map(([index]) => index));
  const left = away.filter(([index]) => !taken.has(index));
  const known = list.long.blocks[block];
  const long = withBlock(list.long, block, {
    ...(known?.contents !== undefined && { contents: known.contents }),
    ...(left.length > 0 && { away: awayOf(left, piecesFor(left, known?.away?.pieces ?? []), retry) }),
  });
  draft.restate(owner, { list: { ...list, long: { ...long, next: block + 1 } } });
  for (const [index, entry] of again) {
    draft.put(list.long.first + index, itemAgain(draft, entry, pass?.anew === true));
  }
}

function piecesFor(left: readonly PlacedEntry[], pieces: NonNullable<Parameters<typeof awayOf>[1]>) {
  return pieces.length > PIECES_KEPT ? [pieceOfEntries(left)] : pieces;
}

/** Which items are done once more. A caller's wish does not ask whether their failures are final. */
export function passOf(draft: Draft, owner: number, list: LaidOutList, wanted: ItemRetry): Pass {
  const isWanted = draft.entry(owner)?.tries === 0;
  const some = (["RETRYABLE", "LEFT"] as const).find((which) => takesUp(draft, owner, list, which));
  const left = some === "RETRYABLE" && isWanted ? "LEFT" : some;
  const which = wanted === "ALL_ITEMS" ? "ALL" : (left ?? "ALL");
  return { which, version: draft.version, ...(isWanted && { anew: true }) };
}

/** Whether such a pass has anything to take up, in the state or beside it. */
function takesUp(draft: Draft, owner: number, list: LaidOutList, which: Which): boolean {
  const { retry } = draft.node(owner);
  const passing = { ...list, long: { ...list.long, next: 0, pass: { which, version: draft.version } } };
  const blocks = Array.from({ length: blockCount(list) }, (_, block) => block);
  if (blocks.some((block) => dueInBlock(passing, block) > 0)) return true;
  return (draft.segment.control?.lists.of(owner) ?? []).some((number) => {
    const entry = draft.entry(number);
    return entry !== undefined && isTakenUp(entry, which, retry);
  });
}
