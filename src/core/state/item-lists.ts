/**
 * The items of the tasks that run for each item of a list: which there are, and how many of them are left to do.
 */
import { blockOf, countsBeside, due, indexOfNumber, isLong, type LaidOutList, nextBlock } from "./long-list.js";
import type { NodeEntry } from "./node-entry.js";
import { isTerminalTask } from "./states.js";

interface List {
  /** The entries of the items, in the order of the list; of a long one in that in which they came. */
  readonly numbers: number[];
  /** Those that have not begun. */
  waiting: Set<number>;
  /** The last that came to them; undefined = they are not in their order. */
  latest: number | undefined;
  /** How many have not ended, those that have not begun included. */
  open: number;
  /** Before this place none has not begun. */
  from: number;
}

/** Of a long list, beside its entries. */
interface Layout {
  readonly list: LaidOutList;
  /** How many items are still to be taken up. */
  readonly due: number;
  /** The block that they begin with. */
  readonly nextBlock: number;
  /** How many of those without an entry are CANCELLED. */
  readonly cancelled: number;
}

const NONE: readonly number[] = [];

/** The entry of the task that an item is of. */
export function ownerOf({ each }: Pick<NodeEntry, "each">): number | undefined {
  return each && (each.of ?? each.node);
}

/** No run of its node: an item of kind EVALUATE, or one of a list. */
export function isItem({ item, each }: Pick<NodeEntry, "item" | "each">): boolean {
  return item !== undefined || each !== undefined;
}

interface Numbered {
  numbers(): number[];
  entry(number: number): NodeEntry | undefined;
}

/** The numbers of all tasks but items of lists: what becomes of these follows from their tasks. */
export function wholeNumbers(segment: Numbered): number[] {
  return segment.numbers().filter((number) => segment.entry(number)?.each === undefined);
}

interface Listing {
  readonly control: { readonly lists: Pick<ItemLists, "of"> } | undefined;
  entry(number: number): NodeEntry | undefined;
}

/**
 * The items of a task that are in its list, in its order: there may be more of one that was longer before. Of a long
 * list those of which there are entries.
 */
export function itemsInList(segment: Listing, owner: number): readonly number[] {
  const list = segment.entry(owner)?.list;
  const numbers = segment.control?.lists.of(owner) ?? NONE;
  return isLong(list) ? numbers : numbers.slice(0, list?.count);
}

/** The task is under way as the sum of its items. */
export function runsItems({ state, list, evaluation }: NodeEntry): boolean {
  return state === "RUNNING" && list !== undefined && evaluation === undefined;
}

export class ItemLists {
  /** By the entry of the task. */
  readonly #lists = new Map<number, List>();
  readonly #layouts = new Map<number, Layout>();
  readonly #running = new Set<number>();
  #cancelled = 0;

  /** The tasks that are under way as the sum of their items. */
  get running(): ReadonlySet<number> {
    return this.#running;
  }

  /** The tasks of long lists. */
  get long(): Iterable<number> {
    return this.#layouts.keys();
  }

  /** How many items are CANCELLED. */
  get cancelled(): number {
    let sum = this.#cancelled;
    for (const { cancelled } of this.#layouts.values()) sum += cancelled;
    return sum;
  }

  /** The entries of a task's items, in the order of the list. */
  of(owner: number): readonly number[] {
    const numbers = this.#lists.get(owner)?.numbers ?? NONE;
    return this.#layouts.has(owner) ? [...numbers].sort((a, b) => a - b) : numbers;
  }

  /** The number of the item at this place of a task's list; of a long list also where there is no entry of it. */
  numberAt(owner: number, index: number): number | undefined {
    const list = this.#layouts.get(owner)?.list;
    if (list === undefined) return this.#lists.get(owner)?.numbers[index];
    return index < list.count ? list.long.first + index : undefined;
  }

  /** The task of a long list that has an item of this number, whether there is an entry of it or not. */
  ownerAt(number: number): number | undefined {
    for (const [owner, { list }] of this.#layouts) if (indexOfNumber(list, number) !== undefined) return owner;
    return undefined;
  }

  /** How many items of a task have not ended. */
  open(owner: number): number {
    return (this.#lists.get(owner)?.open ?? 0) + this.due(owner);
  }

  /** How many items of a long list have still to be taken up into the state. */
  due(owner: number): number {
    return this.#layouts.get(owner)?.due ?? 0;
  }

  /** Whether items that have still to be taken up come before this one of a long list; undefined = whether there are any. */
  isAhead(owner: number, number: number | undefined): boolean {
    const layout = this.#layouts.get(owner);
    if (layout === undefined || layout.due === 0) return false;
    const { long } = layout.list;
    return number === undefined || layout.nextBlock <= blockOf(long, number - long.first);
  }

  /** How many items of a task have begun and not ended. */
  underWay(owner: number): number {
    const list = this.#lists.get(owner);
    return list === undefined ? 0 : list.open - list.waiting.size;
  }

  /** How many entries there are of items that have ended. */
  ended(owner: number): number {
    const list = this.#lists.get(owner);
    return list === undefined ? 0 : list.numbers.length - list.open;
  }

  /** The first item of a task that has not begun; undefined where all have that there are entries of. */
  nextPending(owner: number): number | undefined {
    const list = this.#lists.get(owner);
    if (list === undefined || list.waiting.size === 0) return undefined;
    if (this.#layouts.has(owner)) return firstOf(list);
    for (; list.from < list.numbers.length; list.from += 1) {
      const number = list.numbers[list.from];
      if (number !== undefined && list.waiting.has(number)) return number;
    }
    return undefined;
  }

  /** All that it knows, as plain values. */
  summary(): readonly unknown[] {
    const lists = [...this.#lists].map(([owner, { waiting, open }]) => [owner, this.of(owner), waiting.size, open]);
    const layouts = [...this.#layouts].map(([owner, { due: left, cancelled }]) => [owner, left, cancelled]);
    return [[...this.#running].sort(), this.#cancelled, ...lists.sort(), ...layouts.sort()];
  }

  /** An entry was replaced, `old` by this one. New items come in the order of their list. */
  put(number: number, old: NodeEntry | undefined, entry: NodeEntry): void {
    if (runsItems(entry)) this.#running.add(number);
    else this.#running.delete(number);
    if (entry.list !== old?.list) this.#layOut(number, entry);
    const owner = ownerOf(entry);
    if (owner === undefined) return;
    const list = this.#lists.get(owner) ?? { numbers: [], waiting: new Set(), latest: -1, open: 0, from: 0 };
    this.#lists.set(owner, list);
    if (old === undefined) list.numbers.push(number);
    const isPending = entry.state === "PENDING";
    const [isOpen, wasOpen] = [!isTerminalTask(entry.state), old !== undefined && !isTerminalTask(old.state)];
    this.#cancelled += (entry.state === "CANCELLED" ? 1 : 0) - (old?.state === "CANCELLED" ? 1 : 0);
    list.open += (isOpen ? 1 : 0) - (wasOpen ? 1 : 0);
    // What ended is to be done once more.
    if (isPending && old !== undefined && old.state !== "PENDING") {
      list.from = Math.min(list.from, entry.each?.index ?? 0);
    }
    if (isPending) wait(list, number);
    else list.waiting.delete(number);
  }

  #layOut(owner: number, { list }: NodeEntry): void {
    if (!isLong(list)) this.#layouts.delete(owner);
    else {
      const cancelled = countsBeside(list).CANCELLED ?? 0;
      this.#layouts.set(owner, { list, due: due(list), nextBlock: nextBlock(list), cancelled });
    }
  }
}

function wait(list: List, number: number): void {
  if (list.waiting.has(number)) return;
  list.waiting.add(number);
  list.latest = list.latest !== undefined && list.latest < number ? number : undefined;
}

/** Those that come back are mostly in their order, as they come the first time. */
function firstOf(list: List): number | undefined {
  if (list.latest === undefined) {
    const sorted = [...list.waiting].sort((a, b) => a - b);
    list.waiting = new Set(sorted);
    list.latest = sorted.at(-1) ?? -1;
  }
  return list.waiting.values().next().value;
}

/** The numbers of these items, by their blocks. */
export function byBlock({ long }: LaidOutList, numbers: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const blocks = new Map<number, number[]>();
  for (const number of numbers) {
    const block = blockOf(long, number - long.first);
    const known = blocks.get(block);
    if (known === undefined) blocks.set(block, [number]);
    else known.push(number);
  }
  return blocks;
}
