/**
 * A binary heap: the value that comes before all others is at the top.
 */
export class BinaryHeap<Value> {
  readonly #values: Value[] = [];
  readonly #before: (a: Value, b: Value) => boolean;

  constructor(before: (a: Value, b: Value) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#values.length;
  }

  first(): Value | undefined {
    return this.#values[0];
  }

  push(value: Value): void {
    const values = this.#values;
    let index = values.push(value) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  pop(): Value | undefined {
    const values = this.#values;
    const top = values[0];
    const last = values.pop();
    if (last === undefined || values.length === 0) return top;
    values[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, index)) return top;
      index = child;
    }
  }

  #isBefore(index: number, other: number): boolean {
    const a = this.#values[index];
    const b = this.#values[other];
    return a !== undefined && b !== undefined && this.#before(a, b);
  }

  #swapIfBefore(index: number, other: number): boolean {
    if (!this.#isBefore(index, other)) return false;
    const values = this.#values;
    // Both are there: #isBefore has seen them.
    [values[index], values[other]] = [values[other] as Value, values[index] as Value];
    return true;
  }
}
