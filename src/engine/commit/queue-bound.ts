/**
 * What does not get into a round or a batch: one command too many, and one that comes too late (rule C7).
 */
import { EngineError } from "../engine-error.js";

/** Commands, or new flows, that wait in all; above it further ones are refused. */
export const QUEUE_BOUND = 20_000;

/** How much waits, in all and of each namespace: one can have half of the room. */
export class QueueRoom {
  readonly #limit: string;
  readonly #most: number;
  readonly #ownMost: number;
  readonly #own = new Map<string, number>();
  #size = 0;

  /** `limit` names what there is room for. */
  constructor(limit: string, most: number) {
    this.#limit = limit;
    this.#most = most;
    this.#ownMost = Math.ceil(most / 2);
  }

  get size(): number {
    return this.#size;
  }

  isFull(namespace: string): boolean {
    return this.#size >= this.#most || this.#ownSize(namespace) >= this.#ownMost;
  }

  /** So many more of the namespace wait, or fewer. */
  add(namespace: string, count: number): void {
    this.#size += count;
    const own = this.#ownSize(namespace) + count;
    if (own > 0) this.#own.set(namespace, own);
    else this.#own.delete(namespace);
  }

  /** What the namespace is told where it is full. */
  refusal(namespace: string): EngineError {
    if (this.#size >= this.#most) return queueFull(this.#limit, this.#size);
    return queueFull(`${this.#limit}_in_a_namespace`, this.#ownSize(namespace));
  }

  #ownSize(namespace: string): number {
    return this.#own.get(namespace) ?? 0;
  }
}

/** `limit` names what there are too many of. */
export function queueFull(limit: string, waiting: number): EngineError {
  return new EngineError("OVERLOADED", `${waiting} ${limit.replaceAll("_", " ")} are there already`, {
    metadata: { limit, value: String(waiting) },
    retryAfterMs: 1000,
  });
}

export function deadlinePassed(): EngineError {
  return new EngineError("DEADLINE_EXCEEDED", "the deadline passed before the command was decided");
}
