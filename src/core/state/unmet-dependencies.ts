/**
 * How much each node of a segment still waits for where only success leads on: dependencies here that have not succeeded
 * yet, and other segments not heard from.
 */
import type { CompiledDefinition, CompiledNode } from "../definition/compiled-definition.js";

type Arrivals = ReadonlyMap<number, number>;

export class UnmetDependencies {
  readonly #counts: Int32Array;

  constructor({ nodes }: CompiledDefinition) {
    this.#counts = Int32Array.from(nodes, (node) => node.dependencies.length + node.sourceSegments);
  }

  of(node: number): number {
    return this.#counts[node] ?? 0;
  }

  /** O(successors). */
  succeeded({ successors }: CompiledNode): void {
    for (const node of successors) this.#counts[node] = this.of(node) - 1;
  }

  /** It is undone: it counts no longer. O(successors). */
  withdrawn({ successors }: CompiledNode): void {
    for (const node of successors) this.#counts[node] = this.of(node) + 1;
  }

  /** Nodes have heard from other segments than before, which may be fewer. O(nodes that have). */
  hear(before: Arrivals, after: Arrivals): void {
    if (after === before) return;
    for (const [node, known] of before) if (!after.has(node)) this.#counts[node] = this.of(node) + known;
    for (const [node, heard] of after) {
      const known = before.get(node) ?? 0;
      if (heard !== known) this.#counts[node] = this.of(node) - (heard - known);
    }
  }
}
