/**
 * Lanes with commands that are in no round. Namespaces take turns, each as often as its weight says, so that the many flows
 * of one do not keep those of another waiting; within a namespace the lane goes first that has waited longest.
 */
import { BinaryHeap } from "../../core/state/binary-heap.js";
import { EngineError } from "../engine-error.js";
import type { Lane } from "./lane.js";

/** How often a namespace's turn comes, compared to others; 1 where none is given. */
export type NamespaceWeights = ReadonlyMap<string, number>;

/** Throws INVALID_FIELD where one is no number above 0. */
export function checkedWeights(weights: Readonly<Record<string, number>>): NamespaceWeights {
  for (const [namespace, weight] of Object.entries(weights)) {
    if (Number.isFinite(weight) && weight > 0) continue;
    throw new EngineError("INVALID_FIELD", `namespace_weights[${namespace}]: must be a number above 0, got ${weight}`, {
      metadata: { field: `namespace_weights[${namespace}]` },
    });
  }
  return new Map(Object.entries(weights));
}

interface Waiting {
  readonly namespace: string;
  readonly lanes: Set<Lane>;
  /** When its next turn is: each lane that is taken moves it on by what a turn costs. */
  turn: number;
  readonly cost: number;
}

export class FairLanes {
  readonly #weights: NamespaceWeights;
  readonly #waiting = new Map<string, Waiting>();
  /** The turn that was taken last: a namespace that comes anew begins here, and has saved nothing up. */
  #turn = 0;
  #size = 0;

  constructor(weights: NamespaceWeights = new Map()) {
    this.#weights = weights;
  }

  get size(): number {
    return this.#size;
  }

  add(lane: Lane): void {
    const { namespace } = lane;
    const waiting = this.#waiting.get(namespace) ?? this.#begin(namespace);
    if (waiting.lanes.has(lane)) return;
    waiting.lanes.add(lane);
    this.#size += 1;
  }

  /** It goes into a round. */
  take(lane: Lane): void {
    const { namespace } = lane;
    const waiting = this.#waiting.get(namespace);
    if (waiting?.lanes.delete(lane) !== true) return;
    this.#size -= 1;
    this.#turn = Math.max(this.#turn, waiting.turn);
    waiting.turn += waiting.cost;
    if (waiting.lanes.size === 0) this.#waiting.delete(namespace);
  }

  /** All of them, in the order of their turns. Nothing may be added or taken meanwhile. */
  *inTurn(): Generator<Lane> {
    const heap = new BinaryHeap<{ readonly lanes: Iterator<Lane>; turn: number; readonly cost: number }>(
      (a, b) => a.turn < b.turn,
    );
    for (const { lanes, turn, cost } of this.#waiting.values()) heap.push({ lanes: lanes.values(), turn, cost });
    for (let first = heap.pop(); first !== undefined; first = heap.pop()) {
      const next = first.lanes.next();
      if (next.done === true) continue;
      yield next.value;
      first.turn += first.cost;
      heap.push(first);
    }
  }

  #begin(namespace: string): Waiting {
    const cost = 1 / (this.#weights.get(namespace) ?? 1);
    const waiting = { namespace, lanes: new Set<Lane>(), turn: this.#turn, cost };
    this.#waiting.set(namespace, waiting);
    return waiting;
  }
}
