/**
 * Events by their time; those of one time in the order in which they were added. A binary heap.
 */

export interface ScheduledEvent {
  readonly time: number;
  readonly order: number;
  run(): void;
}

export class EventQueue {
  readonly #heap: ScheduledEvent[] = [];
  readonly #cancelled = new Set<number>();
  #order = 0;

  /** The result takes it back; it does nothing once the event was taken. */
  add(time: number, run: () => void): () => void {
    this.#order += 1;
    const order = this.#order;
    this.#heap.push({ time, order, run });
    this.#rise(this.#heap.length - 1);
    return () => void this.#cancelled.add(order);
  }

  /** The next event, where it is due by then. */
  takeUntil(time: number): ScheduledEvent | undefined {
    for (let first = this.#heap[0]; first !== undefined && first.time <= time; first = this.#heap[0]) {
      this.#removeFirst();
      if (!this.#cancelled.delete(first.order)) return first;
    }
    return undefined;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(index: number): void {
    let at = index;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #sink(index: number): void {
    let at = index;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.#heap.length) return;
      const child = left + 1 < this.#heap.length && this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, at)) return;
      at = child;
    }
  }

  #swapIfBefore(index: number, other: number): boolean {
    if (!this.#isBefore(index, other)) return false;
    const [a, b] = [this.#at(index), this.#at(other)];
    this.#heap[index] = b;
    this.#heap[other] = a;
    return true;
  }

  #isBefore(index: number, other: number): boolean {
    const [a, b] = [this.#at(index), this.#at(other)];
    return a.time !== b.time ? a.time < b.time : a.order < b.order;
  }

  #at(index: number): ScheduledEvent {
    const event = this.#heap[index];
    if (event === undefined) throw new Error(`no event at ${index}`);
    return event;
  }
}
