/**
 * What begins anew when tasks do.
 */
import type { Segment } from "../../state/segment.js";

/** These nodes and all that their edges lead to, directly or not. O(nodes + edges) of those. */
export function behind({ definition }: Segment, nodes: Iterable<number>): Set<number> {
  const found = new Set(nodes);
  // What lies behind is appended meanwhile.
  for (const node of found) for (const next of definition.nodes[node]?.successors ?? []) found.add(next);
  return found;
}

/**
 * Of nodes that begin anew those that do so at once: none that another of them leads to, but where they lead to each other the
 * first of these; nor one that waits for what begins anew elsewhere. O(nodes + edges).
 */
export function first(segment: Segment, chosen: readonly number[], elsewhere: Iterable<number> = []): number[] {
  const { nodes } = segment.definition;
  const waiting = behind(segment, elsewhere);
  const open = [...new Set(chosen)].filter((node) => !waiting.has(node));
  const led = behind(
    segment,
    open.flatMap((node) => nodes[node]?.successors ?? []),
  );
  const begins = open.filter((node) => !led.has(node));
  const reached = behind(segment, begins);
  for (const node of open) {
    if (reached.has(node)) continue;
    begins.push(node);
    for (const next of behind(segment, [node])) reached.add(next);
  }
  return begins;
}
