/**
 * How much more an answer can carry.
 */
import { type Delivery, deliveryBytes } from "../dispatch/ready-task.js";

/** The bytes that are left for tasks. The first one always fits: no task is larger than a message. */
export class Room {
  #bytes: number;
  #isUsed = false;
  #isFull = false;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Something did not fit: nothing more is taken, so that the order is kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** As it is now; what either takes from here on, the other does not know. */
  copy(): Room {
    const copy = new Room(this.#bytes);
    copy.#isUsed = this.#isUsed;
    copy.#isFull = this.#isFull;
    return copy;
  }

  takes(delivery: Delivery): boolean {
    this.#bytes -= deliveryBytes(delivery);
    this.#isFull ||= this.#isUsed && this.#bytes < 0;
    this.#isUsed = true;
    return !this.#isFull;
  }
}
