/**
 * In which order what is to be undone is: a task's revert comes when nothing behind it has anything left to undo. Kept
 * entry by entry, from the moment on in which the first task is to be undone.
 */

import type { CompiledDefinition, CompiledNode } from "../definition/compiled-definition.js";
import { undoneAs } from "../definition/scopes.js";
import { DECIDED, EXPRESSION_FAILED, TOO_MANY_ITEMS } from "./failure.js";
import type { NodeEntry } from "./node-entry.js";
import { isWithheld } from "./reversal.js";

type Entries = ReadonlyMap<number, NodeEntry>;

export class Reversals {
  readonly #definition: CompiledDefinition;
  readonly #entries: Entries;
  /** The numbers of a node's entries. */
  readonly #instancesOf: (node: number) => readonly number[];
  /** How many successors of each node have something left to undo behind them, or themselves. */
  readonly #open: Int32Array;
  /** 1 = neither the node nor anything behind it has something left to undo. */
  readonly #cleared: Uint8Array;
  /** Nodes whose turn may have come. */
  readonly #turns = new Set<number>();
  #withheld = 0;
  #due = 0;
  #toRevert = 0;

  /** Undefined where nothing is to be undone. O(nodes + edges), else O(entries). */
  static of(
    definition: CompiledDefinition,
    entries: Entries,
    instancesOf: (node: number) => readonly number[],
  ): Reversals | undefined {
    for (const { reversal } of entries.values()) {
      if (reversal !== undefined) return new Reversals(definition, entries, instancesOf);
    }
    return undefined;
  }

  private constructor(
    definition: CompiledDefinition,
    entries: Entries,
    instancesOf: (node: number) => readonly number[],
  ) {
    const { nodes } = definition;
    this.#definition = definition;
    this.#entries = entries;
    this.#instancesOf = instancesOf;
    this.#open = Int32Array.from(nodes, ({ successors }) => successors.length);
    this.#cleared = new Uint8Array(nodes.length);
    for (const [number, entry] of entries) this.#count(number, entry, 1);
    for (const { number } of nodes) this.#settle(number);
  }

  /** How many tasks will not begin. */
  get withheld(): number {
    return this.#withheld;
  }

  /** How many are still to be undone or tried again, and do not have their turn yet. */
  get due(): number {
    return this.#due;
  }

  /** How many are to be undone, or have been. */
  get toRevert(): number {
    return this.#toRevert;
  }

  /** The entries whose turn has come since this was last asked, ascending. */
  takeTurns(): number[] {
    const turns = [...this.#turns].flatMap((node) => this.#instancesOf(node).filter((number) => this.#isDue(number)));
    this.#turns.clear();
    return turns.sort((a, b) => a - b);
  }

  /** The turn of this node has come, but is not taken yet. */
  keepTurn(node: number): void {
    this.#turns.add(node);
  }

  /** An entry was replaced. `node`: which it is of. Amortized O(the node's dependencies). */
  put(number: number, node: number, old: NodeEntry | undefined): void {
    const entry = this.#entries.get(number);
    if (entry === undefined) return;
    if (old !== undefined) this.#count(number, old, -1);
    this.#count(number, entry, 1);
    this.#settle(node);
  }

  /** All that it knows, as plain values. */
  summary(): Readonly<Record<string, unknown>> {
    const { withheld, due, toRevert } = this;
    return { open: [...this.#open], cleared: [...this.#cleared], withheld, due, toRevert };
  }

  #count(number: number, entry: NodeEntry, change: 1 | -1): void {
    if (entry.reversal === undefined) return;
    if (isWithheld(entry)) this.#withheld += change;
    if (isDue(this.#definition, this.#nodeOf(number, entry), entry)) this.#due += change;
    if (entry.reversal.intent === "REVERT") this.#toRevert += change;
  }

  #isDue(number: number): boolean {
    const entry = this.#entries.get(number);
    return entry !== undefined && isDue(this.#definition, this.#nodeOf(number, entry), entry);
  }

  /** What of the node's state follows: it is cleared, and what lies before it with it; or its turn has come. */
  #settle(node: number): void {
    const settling = [node];
    // What lies before is appended meanwhile.
    for (const next of settling) {
      if (this.#cleared[next] === 1 || this.#open[next] !== 0) continue;
      if (!this.#isSettled(next)) {
        this.#turns.add(next);
        continue;
      }
      this.#cleared[next] = 1;
      for (const before of this.#definition.nodes[next]?.dependencies ?? []) {
        this.#open[before] = (this.#open[before] ?? 0) - 1;
        settling.push(before);
      }
    }
  }

  #isSettled(node: number): boolean {
    const numbers = this.#instancesOf(node);
    return numbers.length > 0 && numbers.every((number) => this.#isEntrySettled(number));
  }

  #isEntrySettled(number: number): boolean {
    const entry = this.#entries.get(number);
    if (entry === undefined) return false;
    const { state } = entry;
    if (state === "SKIPPED" || state === "CANCELLED") return true;
    if (entry.reversal?.intent !== "REVERT") return false;
    if (state === "PENDING" || state === "REVERTED") return true;
    return state === "FAILED" && !isRevertible(this.#definition, this.#nodeOf(number, entry), entry);
  }

  #nodeOf(number: number, { origin }: NodeEntry): CompiledNode | undefined {
    return this.#definition.nodes[origin?.node ?? number];
  }
}

/** It has ended, and is to be undone or, a controller, to run again. */
function isDue(definition: CompiledDefinition, node: CompiledNode | undefined, entry: NodeEntry): boolean {
  const { reversal, state } = entry;
  if (reversal === undefined || reversal.begun === true) return false;
  if (reversal.intent === "RETRY") return state === "SUCCEEDED" || state === "FAILED";
  return state === "SUCCEEDED" || (state === "FAILED" && isRevertible(definition, node, entry));
}

/** Its work was done, and then taken for failed. */
const DONE: ReadonlySet<string> = new Set([DECIDED, EXPRESSION_FAILED]);

/**
 * Whether a task that failed has something to undo: where the definition says so, or where nobody knows how far it had
 * come, since it brought no outcome, or none that is a failure. Not where it never ran.
 */
function isRevertible({ flow }: CompiledDefinition, node: CompiledNode | undefined, entry: NodeEntry): boolean {
  const { startTime, tries, losses, outcomeDigest, failure, list } = entry;
  if (node === undefined || undoneAs(node.task) === undefined) return false;
  // Some of its items may have been done.
  if (list !== undefined) return (startTime !== undefined || tries > 0) && failure?.type !== TOO_MANY_ITEMS;
  const hasRun = startTime !== undefined || tries > 1 || losses > 0;
  if (!hasRun) return false;
  return flow.revertFailed === true || outcomeDigest === undefined || DONE.has(failure?.type ?? "");
}
