/**
 * The ready, unclaimed nodes of one segment by queue, each queue in the order of offering: priority, then ready time,
 * then definition order. A binary heap per queue; what is no longer ready is dropped when it comes to the top.
 */
import { BinaryHeap } from "./binary-heap.js";
import type { Head } from "./segment-state.js";

export interface ReadyNode {
  readonly node: number;
  readonly queue: string;
  readonly priority: number;
  readonly readyTime: number;
}

/** Heads beyond this many priorities of a queue are left out: they come back as the first ones are claimed. */
const PRIORITIES_PER_QUEUE = 8;

export class ReadyQueues {
  readonly #heaps = new Map<string, BinaryHeap<ReadyNode>>();
  /** What is ready now: the heap's entry that counts for each node. */
  readonly #current = new Map<number, ReadyNode>();
  /** How many wait in each queue at each priority. */
  readonly #waiting = new Map<string, Map<number, number>>();

  get size(): number {
    return this.#current.size;
  }

  add(queue: string, node: number, priority: number, readyTime: number): void {
    this.remove(node);
    const ready = { node, queue, priority, readyTime };
    this.#current.set(node, ready);
    this.#count(queue, priority, 1);
    const heap = this.#heaps.get(queue) ?? new BinaryHeap(offeredBefore);
    this.#heaps.set(queue, heap);
    heap.push(ready);
  }

  remove(node: number): void {
    const ready = this.#current.get(node);
    if (ready === undefined) return;
    this.#current.delete(node);
    this.#count(ready.queue, ready.priority, -1);
  }

  /** All that is ready, in definition order. */
  nodes(): number[] {
    return [...this.#current.keys()].sort((a, b) => a - b);
  }

  /** The queues that have something ready. */
  queues(): string[] {
    return [...this.#waiting.keys()];
  }

  /** How many wait in a queue. */
  count(queue: string): number {
    let count = 0;
    for (const waiting of this.#waiting.get(queue)?.values() ?? []) count += waiting;
    return count;
  }

  /** The node of the queue that is offered first. */
  first(queue: string): ReadyNode | undefined {
    const heap = this.#heaps.get(queue);
    for (;;) {
      const top = heap?.first();
      if (top === undefined || this.#current.get(top.node) === top) return top;
      heap?.pop();
    }
  }

  /** The best of each queue and priority, all at the given time; by queue, highest priority first. */
  heads(time: number): Head[] {
    return this.queues()
      .flatMap((queue) =>
        this.#priorities(queue)
          .slice(0, PRIORITIES_PER_QUEUE)
          .map((priority) => ({ queue, priority, time })),
      )
      .sort((a, b) => (a.queue < b.queue ? -1 : a.queue > b.queue ? 1 : b.priority - a.priority));
  }

  /** The priorities that wait in a queue, highest first. */
  #priorities(queue: string): number[] {
    return [...(this.#waiting.get(queue)?.keys() ?? [])].sort((a, b) => b - a);
  }

  #count(queue: string, priority: number, change: 1 | -1): void {
    const priorities = this.#waiting.get(queue) ?? new Map<number, number>();
    const count = (priorities.get(priority) ?? 0) + change;
    if (count > 0) priorities.set(priority, count);
    else priorities.delete(priority);
    if (priorities.size > 0) this.#waiting.set(queue, priorities);
    else {
      this.#waiting.delete(queue);
      this.#heaps.delete(queue);
    }
  }
}

/** The order of offering within a segment. */
export function offeredBefore(a: ReadyNode, b: ReadyNode): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.readyTime !== b.readyTime) return a.readyTime < b.readyTime;
  return a.node < b.node;
}

/** All ready tasks of a segment, in definition order; items of kind EVALUATE are none. */
export function readyNodes(segment: { readonly ready: ReadyQueues; isItem(number: number): boolean }): number[] {
  return segment.ready.nodes().filter((number) => !segment.isItem(number));
}
