/**
 * Whose turn it is to tell other flows, and to make those that are not there. Namespaces take turns, and trees within
 * one, so that a tree of any size keeps nothing else waiting. Within a namespace what stops flows, and what tells of
 * ends, comes before what makes flows, which is done the innermost first: of a tree that makes others in turn no more is
 * open than its depth needs.
 */
import { BinaryHeap } from "../../core/state/binary-heap.js";

/** Under way at once, and of one namespace. */
const AT_ONCE = 16;
const OWN_AT_ONCE = 4;
/** Of those at most so many make flows, which may be large: an end or a cancellation does not wait for them. */
const MAKING_AT_ONCE = OWN_AT_ONCE - 1;

/** What is told by one, or for one reason, a portion at a time. */
export interface Telling {
  readonly namespace: string;
  /** The flow at the top. */
  readonly tree: string;
  /** How many flows the teller is within. */
  readonly depth: number;
  /** Goes before what makes flows, and the nearer to the top the sooner. */
  readonly isUrgent: boolean;
  /** Whether there is something that nobody tells yet. */
  readonly isLeft: boolean;
  /** Tells a portion, which `isLeft` leaves out from then on. Never rejects. */
  tellSome(): Promise<void>;
}

interface Waiting {
  readonly telling: Telling;
  /** Of equal ones the one that came first goes first. */
  readonly arrival: number;
}

class OfNamespace {
  readonly #urgent = new BinaryHeap<Waiting>(outermostFirst);
  /** In the order of their turns. */
  readonly #trees = new Map<string, BinaryHeap<Waiting>>();
  underWay = 0;
  making = 0;

  get isIdle(): boolean {
    return this.underWay === 0 && this.#urgent.size === 0 && this.#trees.size === 0;
  }

  add(waiting: Waiting): void {
    const { tree, isUrgent } = waiting.telling;
    if (isUrgent) this.#urgent.push(waiting);
    else this.#of(tree).push(waiting);
  }

  /** The next one, if it may begin. */
  take(): Telling | undefined {
    if (this.underWay >= OWN_AT_ONCE) return undefined;
    const urgent = this.#urgent.pop();
    if (urgent !== undefined) return urgent.telling;
    if (this.making >= MAKING_AT_ONCE) return undefined;
    const [next] = this.#trees;
    if (next === undefined) return undefined;
    const [tree, waiting] = next;
    const first = waiting.pop();
    this.#trees.delete(tree);
    if (waiting.size > 0) this.#trees.set(tree, waiting);
    return first?.telling;
  }

  #of(tree: string): BinaryHeap<Waiting> {
    const waiting = this.#trees.get(tree) ?? new BinaryHeap<Waiting>(innermostFirst);
    this.#trees.set(tree, waiting);
    return waiting;
  }
}

function innermostFirst(a: Waiting, b: Waiting): boolean {
  return a.telling.depth > b.telling.depth || (a.telling.depth === b.telling.depth && a.arrival < b.arrival);
}

function outermostFirst(a: Waiting, b: Waiting): boolean {
  return a.telling.depth < b.telling.depth || (a.telling.depth === b.telling.depth && a.arrival < b.arrival);
}

export class TellingTurns {
  readonly #defer: (callback: () => void) => void;
  /** In the order of their turns. */
  readonly #namespaces = new Map<string, OfNamespace>();
  readonly #waiting = new Set<Telling>();
  #underWay = 0;
  #arrivals = 0;
  #scheduled = false;
  #closed = false;

  /** `defer` calls back once what is under way has had its turn. */
  constructor(defer: (callback: () => void) => void) {
    this.#defer = defer;
  }

  /** What waits is not told any more. */
  close(): void {
    this.#closed = true;
  }

  /** One that waits already stays where it is. */
  add(telling: Telling): void {
    this.#wait(telling);
    this.#schedule();
  }

  /** Whatever else waits in this process comes first, and all that comes meanwhile is told together. */
  #schedule(): void {
    if (this.#scheduled || this.#waiting.size === 0) return;
    this.#scheduled = true;
    this.#defer(() => {
      this.#scheduled = false;
      this.#beginNext();
    });
  }

  #wait(telling: Telling): void {
    if (this.#waiting.has(telling) || !telling.isLeft) return;
    this.#waiting.add(telling);
    this.#arrivals += 1;
    const own = this.#namespaces.get(telling.namespace) ?? new OfNamespace();
    this.#namespaces.set(telling.namespace, own);
    own.add({ telling, arrival: this.#arrivals });
  }

  #beginNext(): void {
    let begins = !this.#closed;
    while (begins && this.#underWay < AT_ONCE) begins = this.#beginOne();
  }

  #beginOne(): boolean {
    for (const [namespace, own] of this.#namespaces) {
      const telling = own.take();
      if (telling === undefined) continue;
      this.#waiting.delete(telling);
      this.#namespaces.delete(namespace);
      this.#namespaces.set(namespace, own);
      this.#tell(telling, own);
      return true;
    }
    return false;
  }

  #tell(telling: Telling, own: OfNamespace): void {
    const { namespace, isUrgent } = telling;
    this.#underWay += 1;
    own.underWay += 1;
    if (!isUrgent) own.making += 1;
    void telling.tellSome().finally(() => {
      this.#underWay -= 1;
      own.underWay -= 1;
      if (!isUrgent) own.making -= 1;
      this.#wait(telling);
      if (own.isIdle) this.#namespaces.delete(namespace);
      this.#schedule();
    });
    // Several portions of one may be under way.
    this.#wait(telling);
  }
}
