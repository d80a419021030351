/**
 * Which items of lists numbers are of, whether there are entries of them or not.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import { ownerOf } from "./item-lists.js";
import { isLong } from "./long-list.js";
import type { NodeEntry } from "./node-entry.js";
import { instanceId } from "./task-id.js";

interface Listing {
  readonly definition: CompiledDefinition;
  readonly entries: ReadonlyMap<number, NodeEntry>;
  readonly control: { readonly lists: { ownerAt(number: number): number | undefined } } | undefined;
  taskId(number: number): string;
}

/**
 * The numbers of all tasks: of the nodes, in definition order, then of further instances and items of lists, as far as there
 * are entries of these.
 */
export function taskNumbers({ definition, entries, control }: Listing): number[] {
  const { length } = definition.nodes;
  const nodes = Array.from({ length }, (_, number) => number);
  if (control === undefined) return nodes;
  const beyond = [...entries].flatMap(([number, { item }]) => (number < length || item !== undefined ? [] : [number]));
  return [...nodes, ...beyond.sort((a, b) => a - b)];
}

/** The entry of the task that an item is of; undefined = the number is of no item. */
export function ownerOfItem({ definition, entries, control }: Listing, number: number): number | undefined {
  const entry = entries.get(number);
  if (entry !== undefined) return ownerOf(entry);
  return number < definition.nodes.length ? undefined : control?.lists.ownerAt(number);
}

/** By which callers know an item of which there is no entry; undefined for whatever else. */
export function idBeside(segment: Listing, number: number): string | undefined {
  const owner = segment.entries.has(number) ? undefined : ownerOfItem(segment, number);
  const list = owner === undefined ? undefined : segment.entries.get(owner)?.list;
  return owner === undefined || !isLong(list) ? undefined : `${segment.taskId(owner)}[${number - list.long.first}]`;
}

/** By which callers know the task whose entry was this one; it may have left the state since. */
export function idOfEntry(segment: Listing, number: number, entry: NodeEntry): string {
  const { each } = entry;
  const node = each === undefined || segment.entries.has(number) ? undefined : segment.definition.nodes[each.node];
  return node === undefined ? segment.taskId(number) : instanceId(node.task.name, entry);
}
