/**
 * Which tasks of a flow cannot run any more, whatever becomes of those that can. What it names surely cannot; that two
 * tasks can only run one instead of the other is not seen.
 */
import { isNoop } from "../definition/definition.js";
import { firesOn } from "../definition/edge-outcomes.js";
import type { Segment } from "../state/segment.js";
import { isTerminalTask, type TaskState } from "../state/states.js";

/** The ends that edges can fire on, as bits. */
const ENDS: readonly (readonly [state: TaskState, bit: number])[] = [
  ["SUCCEEDED", 1],
  ["FAILED", 2],
  ["SKIPPED", 4],
];
const BITS: ReadonlyMap<TaskState, number> = new Map(ENDS);
const SUCCEEDED = 1;
const FAILED = 2;
const SKIPPED = 4;

/** The numbers of tasks that nothing has happened to and that cannot run, ascending. O(nodes + edges). */
export function unreachableNodes(segment: Segment): readonly number[] {
  const possible = new Possible(segment);
  const { nodes } = segment.definition;
  return nodes.flatMap(({ number }) =>
    segment.entry(number) === undefined && !possible.mayRun(number) ? [number] : [],
  );
}

/** What each task may end in. Grows until nothing more is possible: each set three times at most. */
class Possible {
  readonly #segment: Segment;
  readonly #runs: Uint8Array;
  readonly #ends: Uint8Array;
  /** How many sources of each node may lead to it. */
  readonly #leading: Int32Array;
  /** Of a source, or of a slot: it is counted. */
  readonly #counted: Uint8Array;
  readonly #grown: number[] = [];

  constructor(segment: Segment) {
    const { nodes, control } = segment.definition;
    this.#segment = segment;
    this.#runs = new Uint8Array(nodes.length);
    this.#ends = new Uint8Array(nodes.length);
    this.#leading = new Int32Array(nodes.length);
    this.#counted = new Uint8Array(Math.max(nodes.length, control?.slotCount ?? 0));
    for (const { number, dependencies } of nodes) {
      this.#grow(number, segment.entry(number) !== undefined || dependencies.length === 0);
    }
    // What becomes possible by it is appended meanwhile, and its turn comes.
    for (const number of this.#grown) this.#lead(number);
  }

  mayRun(number: number): boolean {
    return this.#runs[number] === 1;
  }

  #grow(number: number, runs: boolean): void {
    const before = this.#ends[number] ?? 0;
    if (runs) this.#runs[number] = 1;
    const ends = before | endsOf(this.#segment, number, runs);
    this.#ends[number] = ends;
    if (ends !== before) this.#grown.push(number);
  }

  /** Counts it where it may lead to others, each once. */
  #lead(number: number): void {
    const { control, nodes } = this.#segment.definition;
    const ends = this.#ends[number] ?? 0;
    if (control === undefined) {
      if (this.#counted[number] === 1 || (ends & SUCCEEDED) === 0) return;
      this.#counted[number] = 1;
      for (const target of nodes[number]?.successors ?? []) {
        this.#count(target, nodes[target]?.dependencies.length ?? 0);
      }
      return;
    }
    const compiled = control.nodes[number];
    const fires = (index: number) =>
      ENDS.some(([end, bit]) => (ends & bit) !== 0 && firesOn(compiled?.edges[index]?.on ?? 0, end));
    for (const { node: target, slot, edges } of compiled?.successors ?? []) {
      if (this.#counted[slot] === 1 || !edges.some(fires)) continue;
      this.#counted[slot] = 1;
      this.#count(target, control.nodes[target]?.join?.need ?? 1);
    }
  }

  #count(target: number, need: number): void {
    this.#leading[target] = (this.#leading[target] ?? 0) + 1;
    if (this.#runs[target] !== 1 && (this.#leading[target] ?? 0) >= need) this.#grow(target, true);
  }
}

/** What it has ended in, or may end in, whether it may run or not. */
function endsOf(segment: Segment, number: number, runs: boolean): number {
  const control = segment.definition.control?.nodes[number];
  const state = segment.entry(number)?.state;
  const ended = state !== undefined && isTerminalTask(state);
  let ends = ended ? (BITS.get(state) ?? 0) : 0;
  if (ended && control?.single !== false) return ends;
  const { task, dependencies, evaluation } = segment.node(number);
  // Whoever decides on it may make anything of it.
  if (runs && evaluation !== undefined) return SUCCEEDED | FAILED | SKIPPED;
  if (runs) ends |= SUCCEEDED;
  if (runs && !isNoop(task)) ends |= FAILED;
  // Others may not lead to it.
  if (dependencies.length > 0) ends |= SKIPPED;
  if (dependencies.length > 0 && control?.join?.unmet === "FAIL") ends |= FAILED;
  return ends;
}
