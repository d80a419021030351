/**
 * Which nodes of a flow can still run: a node is closed when it has run, nothing of it is under way, and no source of it
 * can run again. What lies on a cycle never closes.
 */
import type { FlowControl, NodeControl } from "../definition/flow-control.js";

/** What of each node must be known from elsewhere. */
export interface NodeFacts {
  /** It has run, or been skipped or failed by its join. */
  isDecided(node: number): boolean;
  /** An instance of it has not ended. */
  isLive(node: number): boolean;
}

export class Reachability {
  readonly #nodes: readonly NodeControl[];
  readonly #facts: NodeFacts;
  /** How many sources of each node may still run. */
  readonly #openSources: Int32Array;
  readonly #closed: Uint8Array;
  readonly #unreached = new Set<number>();

  constructor({ nodes }: FlowControl, facts: NodeFacts) {
    this.#nodes = nodes;
    this.#facts = facts;
    this.#openSources = Int32Array.from(nodes, ({ sources }) => sources.length);
    this.#closed = new Uint8Array(nodes.length);
    for (const node of nodes.keys()) this.close(node);
    for (const node of nodes.keys()) this.#noteUnreached(node);
  }

  /** The nodes that nothing can lead to any more and that are not decided, ascending. */
  unreached(): number[] {
    return [...this.#unreached].sort((a, b) => a - b);
  }

  /** All that it knows, as plain values. */
  summary(): readonly (readonly number[])[] {
    return [[...this.#openSources], [...this.#closed], this.unreached()];
  }

  /** Closes the node if nothing can make it run again, and what follows from that. */
  close(node: number): void {
    const closing = [node];
    // Nodes that may be closed by it are appended meanwhile.
    for (const next of closing) {
      if (this.#closed[next] === 1 || !this.#isOver(next)) continue;
      this.#closed[next] = 1;
      for (const { node: target } of this.#nodes[next]?.successors ?? []) {
        this.#openSources[target] = (this.#openSources[target] ?? 0) - 1;
        if (this.#openSources[target] !== 0) continue;
        this.#noteUnreached(target);
        closing.push(target);
      }
    }
  }

  /** The node is decided. It may have been closed: an edge of a node that ended before has led to it all the same. */
  begin(node: number): void {
    this.#unreached.delete(node);
    const opening = [node];
    // What lies behind it is appended meanwhile.
    for (const next of opening) {
      if (this.#closed[next] === 0) continue;
      this.#closed[next] = 0;
      for (const { node: target } of this.#nodes[next]?.successors ?? []) {
        this.#openSources[target] = (this.#openSources[target] ?? 0) + 1;
        this.#unreached.delete(target);
        opening.push(target);
      }
    }
  }

  #isOver(node: number): boolean {
    return this.#facts.isDecided(node) && !this.#facts.isLive(node) && this.#openSources[node] === 0;
  }

  #noteUnreached(node: number): void {
    const control = this.#nodes[node];
    if (control === undefined || control.join !== undefined || control.sources.length === 0) return;
    if (!this.#facts.isDecided(node) && this.#openSources[node] === 0) this.#unreached.add(node);
  }
}
