/**
 * The items of long lists of which a flow's state has no entries, as they are read: from the pieces beside the state, or as
 * the list says of all that has not begun.
 */
import { asItStands } from "../../core/decide/item-again.js";
import type { CompiledDefinition, CompiledNode } from "../../core/definition/compiled-definition.js";
import {
  blockOf,
  indexOfNumber,
  isLong,
  type LaidOutList,
  listItem,
  standingOf,
  unbegunItem,
} from "../../core/state/long-list.js";
import type { ListItem, NodeEntry } from "../../core/state/node-entry.js";
import { entriesOfPiece } from "../../core/state/pieces.js";
import { instanceId } from "../../core/state/task-id.js";
import type { PayloadStore } from "../../store/payload-store.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { readPieces } from "./pieces-read.js";

type Entries = SegmentRecord["nodes"];

/** An item without an entry. */
export interface ItemBeside {
  readonly number: number;
  readonly index: number;
  /** As each item runs. */
  readonly node: CompiledNode;
  readonly owner: number;
  readonly task: NodeEntry;
  readonly list: LaidOutList;
  readonly each: ListItem;
}

export class ItemsBeside {
  /** How many blocks have been read. */
  reads = 0;
  readonly #payloads: PayloadStore;
  readonly #definition: CompiledDefinition;
  readonly #entries: Entries;
  readonly #owners: readonly number[];
  #latest: { readonly key: string; readonly items: ReadonlyMap<number, Omit<NodeEntry, "each">> } | undefined;

  constructor(payloads: PayloadStore, definition: CompiledDefinition, entries: Entries) {
    this.#payloads = payloads;
    this.#definition = definition;
    this.#entries = entries;
    this.#owners =
      definition.control === undefined
        ? []
        : [...entries].flatMap(([owner, { list }]) => (isLong(list) ? [owner] : []));
  }

  /** Undefined where the number is that of an entry, or of no item. */
  at(number: number): ItemBeside | undefined {
    if (this.#owners.length === 0 || this.#entries.has(number)) return undefined;
    for (const owner of this.#owners) {
      const task = this.#entries.get(owner);
      const index = isLong(task?.list) ? indexOfNumber(task.list, number) : undefined;
      const node = this.#definition.nodes[task?.origin?.node ?? owner]?.items?.node;
      if (index === undefined || node === undefined || task === undefined || !isLong(task.list)) continue;
      return { number, index, node, owner, task, list: task.list, each: listItem(owner, task, index) };
    }
    return undefined;
  }

  /** Of any task of these entries, this node's. */
  taskId(number: number, node: CompiledNode, item: ItemBeside | undefined): string {
    if (item === undefined) return instanceId(node.task.name, this.#entries.get(number));
    return instanceId(node.task.name, item);
  }

  /** Whether the item may be in one of these states, as far as is known without reading. */
  mayBe({ index, task, owner, list }: ItemBeside, states: ReadonlySet<string>): boolean {
    if (this.#isUnbegun(list, index)) return states.has(unbegunItem(owner, task, index).state);
    const block = blockOf(list.long, index);
    const standing = standingOf(list.long, block);
    const { counts = {} } = list.long.blocks[block]?.away ?? {};
    const may: readonly string[] = [...Object.keys(counts), ...(standing ? [standing.closed?.state ?? "PENDING"] : [])];
    return may.some((state) => states.has(state));
  }

  /** Whether it may have changed after this version, as far as is known without reading. */
  mayBeAfter({ index, task, owner, list }: ItemBeside, version: number): boolean {
    if (this.#isUnbegun(list, index)) return unbegunItem(owner, task, index).version > version;
    const block = blockOf(list.long, index);
    const { upTo = 0 } = list.long.blocks[block]?.away ?? {};
    return Math.max(upTo, standingOf(list.long, block)?.version ?? 0) > version;
  }

  #isUnbegun({ long }: LaidOutList, index: number): boolean {
    return index >= long.begun * long.blockSize;
  }

  /** Throws PayloadMissing. */
  async entry({ owner, task, list, index, each }: ItemBeside): Promise<NodeEntry> {
    if (this.#isUnbegun(list, index)) return unbegunItem(owner, task, index);
    const block = blockOf(list.long, index);
    const found = (await this.#block(owner, list, block)).get(index);
    if (found === undefined) throw new Error(`item ${index} of task ${owner} is nowhere`);
    const entry = { ...found, each };
    const { retry } = this.#definition.nodes[task.origin?.node ?? owner] ?? {};
    return asItStands(entry, standingOf(list.long, block), retry);
  }

  /** Blocks are read one after the other: one is kept. */
  async #block(owner: number, { long }: LaidOutList, block: number) {
    const key = `${owner}/${block}`;
    if (this.#latest?.key === key) return this.#latest.items;
    this.reads += 1;
    const items = await readPieces(this.#payloads, long.blocks[block]?.away?.pieces ?? [], entriesOfPiece);
    this.#latest = { key, items };
    return items;
  }
}
