/**
 * Rows of bits, of which whole rows are joined word by word.
 */

const BITS = 32;

export class BitMatrix {
  readonly #words: number;
  readonly #data: Uint32Array;

  constructor(rows: number, columns: number) {
    this.#words = Math.ceil(columns / BITS);
    this.#data = new Uint32Array(rows * this.#words);
  }

  has(row: number, column: number): boolean {
    return ((this.#word(row * this.#words + Math.trunc(column / BITS)) >>> (column % BITS)) & 1) === 1;
  }

  set(row: number, column: number): void {
    const place = row * this.#words + Math.trunc(column / BITS);
    this.#data[place] = this.#word(place) | (1 << (column % BITS));
  }

  /** Sets in one row what is set in the other. */
  join(row: number, other: number): void {
    for (let word = 0; word < this.#words; word += 1) {
      const place = row * this.#words + word;
      this.#data[place] = this.#word(place) | this.#word(other * this.#words + word);
    }
  }

  #word(place: number): number {
    return this.#data[place] ?? 0;
  }
}
