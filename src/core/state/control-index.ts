/**
 * What follows from the entries of a flow whose tasks are held together by more than their successes: the instances of
 * each node, what the slots of joins hold, and who can no longer be reached. Kept entry by entry, as the segment's other
 * indexes are.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import type { FlowControl, NodeControl } from "../definition/flow-control.js";
import { firedEdges, hasEnded, isUnhandled } from "./fired-edges.js";
import { ItemLists, isItem } from "./item-lists.js";
import { DEAD, FIRED, JoinSlots, OPEN } from "./join-slots.js";
import { numberBehind } from "./long-list.js";
import type { NodeEntry } from "./node-entry.js";
import { Reachability } from "./reachability.js";
import { isUntouched } from "./reversal.js";

/** The flow itself where entries are meant. */
const FLOW = -1;

export class ControlIndex {
  /** Of the tasks that run for each item of a list. */
  readonly lists = new ItemLists();
  readonly #control: FlowControl;
  readonly #nodeCount: number;
  readonly #entries: ReadonlyMap<number, NodeEntry>;
  /** The numbers of each node's further instances. */
  readonly #further: number[][];
  /** The nodes of those numbers. */
  readonly #nodeOf = new Map<number, number>();
  /** The items of kind EVALUATE, by the entry that they are about; that about the flow itself by −1. */
  readonly #items = new Map<number, number>();
  #next: number;
  #hasContexts = false;
  readonly #slots: JoinSlots;
  /** How many instances of each node are under way. */
  readonly #live: Int32Array;
  readonly #reach: Reachability;
  #unhandled = 0;

  /** `entries` are those of the segment, which it changes before it tells. Undefined where the definition needs none. */
  static of(definition: CompiledDefinition, entries: ReadonlyMap<number, NodeEntry>): ControlIndex | undefined {
    return definition.control && new ControlIndex(definition, definition.control, entries);
  }

  private constructor({ nodes }: CompiledDefinition, control: FlowControl, entries: ReadonlyMap<number, NodeEntry>) {
    const count = nodes.length;
    this.#control = control;
    this.#nodeCount = count;
    this.#entries = entries;
    this.#next = count;
    this.#further = nodes.map(() => []);
    this.#slots = new JoinSlots(control.slotCount, count, {
      isFresh: (join, number) => this.#isFresh(join, number),
      before: (join, slot, number) => this.#instanceBefore(join, slot, number),
    });
    this.#live = new Int32Array(count);
    this.#build();
    this.#reach = new Reachability(control, {
      isDecided: (node) => this.#isDecided(node),
      isLive: (node) => (this.#live[node] ?? 0) > 0,
    });
  }

  /** Of each node that is stored or has further instances, in ascending order of the numbers. */
  #build(): void {
    const numbers = [...this.#entries.keys()].sort((a, b) => a - b);
    for (const number of numbers) this.#register(number);
    for (const number of numbers) this.#countEntry(number);
    for (const node of this.#further.keys()) this.#fillSlots(node);
  }

  /** All that it knows, as plain values: a copy built anew from the same entries says the same. */
  summary(): Readonly<Record<string, unknown>> {
    return {
      further: this.#further,
      lists: this.lists.summary(),
      items: [...this.#items].sort(([a], [b]) => a - b),
      hasContexts: this.#hasContexts,
      next: this.#next,
      slots: this.#slots.summary(),
      live: [...this.#live],
      reach: this.#reach.summary(),
      unhandled: this.#unhandled,
    };
  }

  /** The number for one more instance of a node, or one more item of kind EVALUATE. */
  get nextNumber(): number {
    return this.#next;
  }

  /** How many tasks, further instances and items of lists there are entries of, or may be at once. */
  get taskCount(): number {
    return this.#nodeCount + this.#nodeOf.size - this.#items.size;
  }

  /** Whether something was decided to be handed on. */
  get hasContexts(): boolean {
    return this.#hasContexts;
  }

  /** The number of the item of kind EVALUATE that is about this entry, undefined = about the flow itself, once there was one. */
  itemOf(about: number | undefined): number | undefined {
    return this.#items.get(about ?? FLOW);
  }

  /** How many failures no edge has handled. */
  get unhandled(): number {
    return this.#unhandled;
  }

  /** The nodes that nothing can lead to any more and that are not decided, ascending. */
  unreached(): number[] {
    return this.#reach.unreached();
  }

  nodeOf(number: number): number {
    return number < this.#nodeCount ? number : (this.#nodeOf.get(number) ?? number);
  }

  /** The numbers of the node's further instances, in their order. */
  further(node: number): readonly number[] {
    return this.#further[node] ?? [];
  }

  itemAt(number: number, index: number): number | undefined {
    return this.lists.numberAt(number, index);
  }

  /** How often the node has run, been skipped or failed by its join. */
  instances(node: number): number {
    return this.#isDecided(node) ? 1 + this.further(node).length : 0;
  }

  /** The number of the node's latest instance; undefined = nothing has happened to it. */
  latest(node: number): number | undefined {
    return this.further(node).at(-1) ?? (this.#isDecided(node) ? node : undefined);
  }

  /** Something has happened to it that was not taken back. */
  #isDecided(node: number): boolean {
    return !isUntouched(this.#entries.get(node));
  }

  firedSlots(node: number): number {
    return this.#slots.fired(node);
  }

  openSlots(node: number): number {
    return this.#sources(node).length - this.#slots.settled(node);
  }

  /** How many sources have fired by an instance that began after the node was last decided. */
  arrivals(node: number): number {
    return this.#slots.arrivals(node);
  }

  /** The sources whose slots hold FIRED, and those whose slots do not, in the order of the sources. */
  sourcesBySlot(node: number): { readonly fired: readonly number[]; readonly others: readonly number[] } {
    const { sources, firstSlot } = this.#node(node);
    const isFired = (_: number, place: number) => this.#slots.isFired(firstSlot + place);
    return { fired: sources.filter(isFired), others: sources.filter((one, place) => !isFired(one, place)) };
  }

  /** An entry was replaced, `old` by what stands now. Not for one that is reset, or whose end counts no longer. */
  put(number: number, old: NodeEntry | undefined): void {
    const entry = this.#entries.get(number);
    if (entry === undefined) return;
    this.lists.put(number, old, entry);
    this.#next = Math.max(this.#next, numberBehind(entry));
    if (isItem(entry)) {
      if (old === undefined) this.#register(number);
      return;
    }
    if (entry.context !== undefined) this.#hasContexts = true;
    const node = this.#nodeIn(number, entry);
    if (isUntouched(entry)) return;
    const ended = hasEnded(entry);
    const before = isUntouched(old) ? undefined : old;
    const control = this.#node(node);
    if (isUnhandled(control, entry)) this.#unhandled += 1;
    if (before !== undefined && isUnhandled(control, before)) this.#unhandled -= 1;
    if (before === undefined) {
      this.#begin(number, node);
      if (!ended) this.#live[node] = (this.#live[node] ?? 0) + 1;
    } else if (ended && !hasEnded(before)) this.#live[node] = (this.#live[node] ?? 0) - 1;
    if (!ended) return;
    const hadEnded = before !== undefined && hasEnded(before);
    if (hadEnded && before.drawn === entry.drawn) return;
    if (this.latest(node) === number) this.#fillSlots(node, hadEnded);
    if (!hadEnded) this.#reach.close(node);
  }

  #nodeIn(number: number, { origin }: NodeEntry): number {
    return number < this.#nodeCount ? number : (origin?.node ?? number);
  }

  /** A node is decided, for the first time or once more: what has arrived so far is used up. */
  #begin(number: number, node: number): void {
    this.#slots.useUp(node);
    this.#reach.begin(node);
    if (number < this.#nodeCount) return;
    this.#register(number);
    if (this.latest(node) !== number) return;
    for (const { node: target, slot } of this.#node(node).successors) this.#slots.set(target, slot, OPEN, number);
  }

  #register(number: number): void {
    const entry = this.#entries.get(number);
    if (number < this.#nodeCount || entry === undefined || this.#nodeOf.has(number)) return;
    this.#next = Math.max(this.#next, number + 1);
    const { item, each } = entry;
    const node = item === undefined ? (each?.node ?? this.#nodeIn(number, entry)) : (item.node ?? FLOW);
    this.#nodeOf.set(number, node);
    if (!isItem(entry)) this.#further[node]?.push(number);
    else if (item !== undefined) this.#items.set(item.about ?? node, number);
  }

  #countEntry(number: number): void {
    const entry = this.#entries.get(number);
    if (entry === undefined) return;
    this.lists.put(number, undefined, entry);
    this.#next = Math.max(this.#next, numberBehind(entry));
    if (isItem(entry) || isUntouched(entry)) return;
    if (entry.context !== undefined) this.#hasContexts = true;
    const node = this.nodeOf(number);
    if (!hasEnded(entry)) this.#live[node] = (this.#live[node] ?? 0) + 1;
    if (isUnhandled(this.#node(node), entry)) this.#unhandled += 1;
  }

  /** The slots that stand for the node hold what its latest instance did. `again`: other edges of it are drawn now. */
  #fillSlots(node: number, again = false): void {
    const number = this.latest(node);
    const entry = number === undefined ? undefined : this.#entries.get(number);
    if (number === undefined || entry === undefined || !hasEnded(entry)) return;
    const control = this.#node(node);
    const led = new Set(firedEdges(control, entry).map(({ to }) => to));
    for (const { node: target, slot } of control.successors) {
      const value = led.has(target) ? FIRED : DEAD;
      if (again) this.#slots.setAgain(target, slot, value, number);
      else this.#slots.set(target, slot, value, number);
    }
  }

  /** Whether an instance began after the join was last decided. Before its first decision nothing has to. */
  #isFresh(target: number, number: number): boolean {
    const latest = this.latest(target);
    if (latest === undefined) return false;
    const seen = this.#entries.get(latest)?.origin?.seen;
    return seen !== undefined && number >= seen;
  }

  /** The source's further instance before the one of this number. */
  #instanceBefore(join: number, slot: number, number: number): number | undefined {
    const source = this.#sources(join)[slot - this.#node(join).firstSlot];
    return source === undefined ? undefined : this.further(source).findLast((other) => other < number);
  }

  #node(node: number): NodeControl {
    const control = this.#control.nodes[node];
    if (control === undefined) throw new Error(`no control of node ${node}`);
    return control;
  }

  #sources(node: number): readonly number[] {
    return this.#node(node).sources;
  }
}
