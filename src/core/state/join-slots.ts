/**
 * What joins know of their sources: a slot for each source of each join, and what follows from them.
 */

/** The source is under way or may yet run, or what its latest instance did. */
export const OPEN = 0;
export const FIRED = 1;
export const DEAD = 2;

export type Slot = typeof OPEN | typeof FIRED | typeof DEAD;

/** What of a join and its sources must be known from elsewhere. */
export interface SlotFacts {
  /** Whether an instance of a source began after the join was last decided. Before its first decision nothing has to. */
  isFresh(join: number, number: number): boolean;
  /** The number of the instance before this one, of the source that has the slot; undefined = it is no further one. */
  before(join: number, slot: number, number: number): number | undefined;
}

export class JoinSlots {
  readonly #facts: SlotFacts;
  readonly #slots: Uint8Array;
  /** How many slots of each node hold FIRED and DEAD. */
  readonly #fired: Int32Array;
  readonly #dead: Int32Array;
  /** How many hold FIRED by an instance that began after the node was last decided. */
  readonly #arrivals: Int32Array;

  constructor(slotCount: number, nodeCount: number, facts: SlotFacts) {
    this.#facts = facts;
    this.#slots = new Uint8Array(slotCount);
    this.#fired = new Int32Array(nodeCount);
    this.#dead = new Int32Array(nodeCount);
    this.#arrivals = new Int32Array(nodeCount);
  }

  /** All that it knows, as plain values. */
  summary(): Readonly<Record<string, readonly number[]>> {
    return {
      slots: [...this.#slots],
      fired: [...this.#fired],
      dead: [...this.#dead],
      arrivals: [...this.#arrivals],
    };
  }

  isFired(slot: number): boolean {
    return this.#slots[slot] === FIRED;
  }

  fired(join: number): number {
    return this.#fired[join] ?? 0;
  }

  /** How many hold FIRED or DEAD. */
  settled(join: number): number {
    return (this.#fired[join] ?? 0) + (this.#dead[join] ?? 0);
  }

  /** How many sources have fired by an instance that began after the join was last decided. */
  arrivals(join: number): number {
    return this.#arrivals[join] ?? 0;
  }

  /** The join is decided: what has arrived so far is used up. */
  useUp(join: number): void {
    this.#arrivals[join] = 0;
  }

  /** An instance of the slot's source begins, or ends. Throws where one fires a slot that was not opened. */
  set(join: number, slot: number, value: Slot, number: number): void {
    if (value === FIRED && this.isFired(slot)) throw new Error(`slot ${slot} fired twice without being opened`);
    this.setAgain(join, slot, value, number);
  }

  /** The same, also of an instance that ended before and of which other edges are drawn now. */
  setAgain(join: number, slot: number, value: Slot, number: number): void {
    const before = this.#slots[slot];
    if (before === value) return;
    this.#count(join, before, -1);
    this.#count(join, value, 1);
    this.#slots[slot] = value;
    if (value === FIRED && this.#facts.isFresh(join, number)) this.#arrive(join, 1);
    if (before !== FIRED) return;
    // An instance that begins closes what the one before it did: that no longer counts as having arrived.
    const fired = value === OPEN ? this.#facts.before(join, slot, number) : number;
    if (fired !== undefined && this.#facts.isFresh(join, fired)) this.#arrive(join, -1);
  }

  #count(join: number, value: number | undefined, change: 1 | -1): void {
    if (value === FIRED) this.#fired[join] = (this.#fired[join] ?? 0) + change;
    if (value === DEAD) this.#dead[join] = (this.#dead[join] ?? 0) + change;
  }

  #arrive(join: number, change: 1 | -1): void {
    this.#arrivals[join] = (this.#arrivals[join] ?? 0) + change;
  }
}
