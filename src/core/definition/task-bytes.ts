/**
 * The canonical bytes of a definition's tasks, in the pieces in which they came.
 */
import { NumberList } from "./number-list.js";

export class TaskBytes {
  readonly pieces: Uint8Array[] = [];
  /** The place of each piece's first task. */
  readonly #firsts = new NumberList();
  /** By place: where in its piece a task ends. */
  readonly #ends = new NumberList();
  #length = 0;

  /** Of all tasks together. */
  get length(): number {
    return this.#length;
  }

  /** The bytes of the next tasks, of these lengths. */
  add(piece: Uint8Array, lengths: readonly number[]): void {
    if (lengths.length === 0) return;
    this.pieces.push(piece);
    this.#firsts.push(this.#ends.length);
    this.#length += piece.length;
    let end = 0;
    for (const length of lengths) {
      end += length;
      this.#ends.push(end);
    }
  }

  /** One task's, with their length before them. O(log pieces). */
  of(place: number): Uint8Array {
    const index = this.#pieceOf(place);
    const from = place === this.#firsts.at(index) ? 0 : this.#ends.at(place - 1);
    return this.pieces[index]?.subarray(from, this.#ends.at(place)) ?? new Uint8Array();
  }

  #pieceOf(place: number): number {
    let low = 0;
    let high = this.#firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#firsts.at(middle) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
