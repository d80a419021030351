/**
 * The items of the tasks that run for each item of a list: which there are, and how many of them are left to do.
 */
import type { NodeEntry } from "./node-entry.js";
import { isTerminalTask } from "./states.js";

interface List {
  /** The entries of the items, in the order of the list. */
  readonly numbers: number[];
  /** How many have not begun. */
  pending: number;
  /** How many have not ended, those that have not begun included. */
  open: number;
  /** Before this place none has not begun. */
  from: number;
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
  readonly control: { items(owner: number): readonly number[] } | undefined;
  entry(number: number): NodeEntry | undefined;
}

/** The items of a task that are in its list, in its order: there may be more of one that was longer before. */
export function itemsInList(segment: Listing, owner: number): readonly number[] {
  return (segment.control?.items(owner) ?? NONE).slice(0, segment.entry(owner)?.list?.count);
}

/** The task is under way as the sum of its items. */
export function runsItems({ state, list, evaluation }: NodeEntry): boolean {
  return state === "RUNNING" && list !== undefined && evaluation === undefined;
}

export class ItemLists {
  /** By the entry of the task. */
  readonly #lists = new Map<number, List>();
  readonly #running = new Set<number>();
  #cancelled = 0;

  /** The tasks that are under way as the sum of their items. */
  get running(): ReadonlySet<number> {
    return this.#running;
  }

  /** How many items are CANCELLED. */
  get cancelled(): number {
    return this.#cancelled;
  }

  /** The entries of a task's items, in the order of the list. */
  of(owner: number): readonly number[] {
    return this.#lists.get(owner)?.numbers ?? NONE;
  }

  /** How many items of a task have not ended. */
  open(owner: number): number {
    return this.#lists.get(owner)?.open ?? 0;
  }

  /** How many items of a task have begun and not ended. */
  underWay(owner: number): number {
    const list = this.#lists.get(owner);
    return list === undefined ? 0 : list.open - list.pending;
  }

  /** The first item of a task that has not begun; undefined where all have. */
  nextPending(owner: number, entries: ReadonlyMap<number, NodeEntry>): number | undefined {
    const list = this.#lists.get(owner);
    if (list === undefined || list.pending === 0) return undefined;
    for (; list.from < list.numbers.length; list.from += 1) {
      const number = list.numbers[list.from];
      if (number !== undefined && entries.get(number)?.state === "PENDING") return number;
    }
    return undefined;
  }

  /** All that it knows, as plain values. */
  summary(): readonly unknown[] {
    const lists = [...this.#lists].map(([owner, { numbers, pending, open }]) => [owner, numbers, pending, open]);
    return [[...this.#running].sort(), this.#cancelled, ...lists.sort()];
  }

  /** An entry was replaced, `old` by this one. New items come in the order of their list. */
  put(number: number, old: NodeEntry | undefined, entry: NodeEntry): void {
    if (runsItems(entry)) this.#running.add(number);
    else this.#running.delete(number);
    const owner = ownerOf(entry);
    if (owner === undefined) return;
    const list = this.#lists.get(owner) ?? { numbers: [], pending: 0, open: 0, from: 0 };
    this.#lists.set(owner, list);
    if (old === undefined) list.numbers.push(number);
    const [isPending, isOpen] = [entry.state === "PENDING", !isTerminalTask(entry.state)];
    const [wasPending, wasOpen] = [old?.state === "PENDING", old !== undefined && !isTerminalTask(old.state)];
    this.#cancelled += (entry.state === "CANCELLED" ? 1 : 0) - (old?.state === "CANCELLED" ? 1 : 0);
    list.pending += (isPending ? 1 : 0) - (wasPending ? 1 : 0);
    list.open += (isOpen ? 1 : 0) - (wasOpen ? 1 : 0);
    // What ended is to be done once more.
    if (isPending && !wasPending && old !== undefined) list.from = Math.min(list.from, entry.each?.index ?? 0);
  }
}
