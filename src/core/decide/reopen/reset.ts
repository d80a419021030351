/**
 * What begins anew when tasks do.
 */
import type { Segment } from "../../state/segment.js";

/** These nodes and all that their edges lead to, directly or not. O(nodes + edges) of those. */
export function behind({ definition }: Segment, nodes: readonly number[]): ReadonlySet<number> {
  const found = new Set(nodes);
  // What lies behind is appended meanwhile.
  for (const node of found) for (const next of definition.nodes[node]?.successors ?? []) found.add(next);
  return found;
}
