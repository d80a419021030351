/**
 * Whole numbers of 32 bits, as many as come: a hundred bytes of objects for each task of a million would be too much.
 */
const FIRST_CAPACITY = 16;

export class NumberList {
  #numbers = new Int32Array(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Int32Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length] = number;
    this.#length += 1;
  }

  at(index: number): number {
    const number = index < this.#length ? this.#numbers[index] : undefined;
    if (number === undefined) throw new RangeError(`no number ${index} of ${this.#length}`);
    return number;
  }

  set(index: number, number: number): void {
    if (index >= this.#length) throw new RangeError(`no number ${index} of ${this.#length}`);
    this.#numbers[index] = number;
  }

  /** A view of those that are in it now. */
  numbers(from = 0, to = this.#length): Int32Array {
    return this.#numbers.subarray(from, to);
  }
}
