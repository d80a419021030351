/**
 * What led to the run of a task, and in which order the tasks of a flow are listed, read off what is stored.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import { firedEdges } from "./control-index.js";
import type { EdgeCause, NodeEntry } from "./node-entry.js";

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
  const { causes, node = number } = entry.origin ?? {};
  if (causes !== undefined) return causes;
  // Each of its sources runs once: its number is that of its node.
  return (control.nodes[node]?.sources ?? []).flatMap((source): EdgeCause[] => {
    const [compiled, from] = [control.nodes[source], entries.get(source)];
    if (compiled === undefined || from === undefined) return [];
    const edge = firedEdges(compiled, from).find(({ to }) => to === node);
    return edge === undefined ? [] : [[source, edge.index]];
  });
}

/** The numbers of all tasks in definition order, each followed by its further instances. */
export function tasksInOrder(
  { nodes, control }: CompiledDefinition,
  entries: ReadonlyMap<number, NodeEntry>,
): number[] {
  if (control === undefined) return nodes.map(({ number }) => number);
  const further: number[][] = nodes.map(() => []);
  const beyond = [...entries.keys()].filter((number) => number >= nodes.length).sort((a, b) => a - b);
  for (const number of beyond) further[entries.get(number)?.origin?.node ?? -1]?.push(number);
  return nodes.flatMap(({ number }) => [number, ...(further[number] ?? [])]);
}
