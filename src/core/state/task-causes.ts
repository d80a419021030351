/**
 * What led to the run of a task, and in which order the tasks of a flow are listed, read off what is stored.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import type { FlowControl } from "../definition/flow-control.js";
import { firedEdges } from "./fired-edges.js";
import { ownerOf } from "./item-lists.js";
import { indexOfNumber, isLong } from "./long-list.js";
import type { EdgeCause, NodeEntry, Origin } from "./node-entry.js";
import { isTerminalTask } from "./states.js";

/**
 * The edges that led to it. None for a task that has not run and did not fail by its join, and where success alone holds
 * the tasks together.
 */
export function causesOf(
  { control }: CompiledDefinition,
  entries: ReadonlyMap<number, NodeEntry>,
  number: number,
): readonly EdgeCause[] {
  const entry = entries.get(number);
  if (control === undefined || entry === undefined || entry.state === "SKIPPED") return [];
  return causesOfRun(control, entries, number, entry.origin);
}

/** Those of a run with this origin, of which nothing else need be there yet. */
export function causesOfRun(
  control: FlowControl,
  entries: ReadonlyMap<number, NodeEntry>,
  number: number,
  { causes, node = number }: Origin = {},
): readonly EdgeCause[] {
  if (causes !== undefined) return causes;
  // Each of its sources runs once: its number is that of its node.
  return (control.nodes[node]?.sources ?? []).flatMap((source): EdgeCause[] => {
    const [compiled, from] = [control.nodes[source], entries.get(source)];
    if (compiled === undefined || from === undefined) return [];
    const edge = firedEdges(compiled, from).find(({ to }) => to === node);
    return edge === undefined ? [] : [[source, edge.index]];
  });
}

/**
 * The numbers of all tasks in definition order, each followed by its items, of long lists also those without an entry, and
 * then by its further instances.
 */
export function tasksInOrder(
  { nodes, control }: CompiledDefinition,
  entries: ReadonlyMap<number, NodeEntry>,
): number[] {
  if (control === undefined) return nodes.map(({ number }) => number);
  const further: number[][] = nodes.map(() => []);
  const items = new Map<number, number[]>();
  const isFurther = (number: number) => number >= nodes.length && entries.get(number)?.item === undefined;
  const beyond = [...entries.keys()].filter(isFurther).sort((a, b) => a - b);
  for (const number of beyond) {
    const entry = entries.get(number);
    const owner = entry && ownerOf(entry);
    if (owner === undefined) further[entry?.origin?.node ?? -1]?.push(number);
    else if (!items.get(owner)?.push(number)) items.set(owner, [number]);
  }
  const withItems = (number: number) => {
    const list = entries.get(number)?.list;
    if (!isLong(list)) return [number, ...(items.get(number) ?? [])];
    return [number, ...Array.from({ length: list.count }, (_, index) => list.long.first + index)];
  };
  return nodes.flatMap(({ number }) => [number, ...(further[number] ?? [])].flatMap(withItems));
}

/** The numbers of a task's items among these entries, in the order of its list. */
export function itemNumbers(entries: ReadonlyMap<number, NodeEntry>, owner: number): number[] {
  const numbers: number[] = [];
  for (const [number, entry] of entries) if (ownerOf(entry) === owner) numbers.push(number);
  return numbers.sort((a, b) => a - b);
}

/** The number of an item by its place in the list; of a long list also where there is no entry of it. */
export function itemNumberAt(
  entries: ReadonlyMap<number, NodeEntry>,
  owner: number,
  index: number,
): number | undefined {
  const list = entries.get(owner)?.list;
  if (!isLong(list)) return itemNumbers(entries, owner)[index];
  return index < list.count ? list.long.first + index : undefined;
}

/** The task of a long list that has an item of this number, whether there is an entry of it or not. */
export function longListAt(
  entries: ReadonlyMap<number, NodeEntry>,
  number: number,
): { readonly owner: number; readonly index: number } | undefined {
  for (const [owner, { list }] of entries) {
    const index = isLong(list) ? indexOfNumber(list, number) : undefined;
    if (index !== undefined) return { owner, index };
  }
  return undefined;
}

/** The entry whose context the edges of this one hand on; undefined = none. */
export function contextSource(entries: ReadonlyMap<number, NodeEntry>, number: number): number | undefined {
  const entry = entries.get(number);
  return entry?.context === undefined ? entry?.contextOf : number;
}

/** The tasks that have run, or were decided about, and whose edges led to no task: in definition order. */
export function endsOf(definition: CompiledDefinition, entries: ReadonlyMap<number, NodeEntry>): readonly EdgeCause[] {
  const { control } = definition;
  return tasksInOrder(definition, entries).flatMap((number): EdgeCause[] => {
    const entry = entries.get(number);
    const compiled = control?.nodes[entry?.origin?.node ?? number];
    if (entry === undefined || compiled === undefined || !isTerminalTask(entry.state)) return [];
    if (entry.state === "SKIPPED" && entry.skipReason !== "DECIDED" && entry.context === undefined) return [];
    return firedEdges(compiled, entry).some(({ to }) => to !== undefined) ? [] : [[number, 0]];
  });
}
