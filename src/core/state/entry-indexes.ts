/**
 * What follows from the entries of a segment about what its tasks wait for: looked for anew where something that had
 * ended has not any more.
 */
import type { CompiledDefinition, CompiledNode } from "../definition/compiled-definition.js";
import { ControlIndex } from "./control-index.js";
import { hasEnded } from "./fired-edges.js";
import { isItem } from "./item-lists.js";
import { Joints } from "./joints.js";
import { type Links, NO_LINKS } from "./message.js";
import type { NodeEntry } from "./node-entry.js";
import { nodeOfEntry } from "./planned.js";
import { isUntouched } from "./reversal.js";
import { Reversals } from "./reversals.js";
import { isTerminalTask, type TaskState } from "./states.js";
import { UnmetDependencies } from "./unmet-dependencies.js";

export class EntryIndexes {
  readonly unmet: UnmetDependencies;
  readonly joints: Joints;
  /** Of a flow whose tasks are held together by more than their successes. */
  readonly control: ControlIndex | undefined;
  readonly #definition: CompiledDefinition;
  readonly #entries: ReadonlyMap<number, NodeEntry>;
  #reversals: Reversals | undefined;

  constructor(definition: CompiledDefinition, entries: ReadonlyMap<number, NodeEntry>, { arrivals }: Links) {
    this.unmet = new UnmetDependencies(definition);
    this.joints = new Joints(definition);
    this.unmet.hear(NO_LINKS.arrivals, arrivals);
    for (const [number, entry] of entries) {
      const node = isItem(entry) ? undefined : nodeOfEntry(definition, number, entry);
      if (node !== undefined) this.reached(node, entry.state);
    }
    // What these had to tell was told in the commits that they ended in.
    this.joints.take();
    this.control = ControlIndex.of(definition, entries);
    this.#definition = definition;
    this.#entries = entries;
    this.#buildReversals();
  }

  /** Who is undone before whom; absent where nothing is to be undone. */
  get reversals(): Reversals | undefined {
    return this.#reversals;
  }

  /** An entry was replaced, and nothing was taken back by it. */
  put(number: number, old: NodeEntry | undefined, entry: NodeEntry): void {
    this.control?.put(number, old);
    // Items of lists are undone with their task.
    if (entry.each !== undefined) return;
    if (this.#reversals !== undefined) this.#reversals.put(number, entry.origin?.node ?? number, old);
    else if (entry.reversal !== undefined) this.#buildReversals();
  }

  #buildReversals(): void {
    this.#reversals = Reversals.of(this.#definition, this.#entries, (node) => {
      const further = this.control?.further(node) ?? [];
      return further.length === 0 ? [node] : [node, ...further];
    });
  }

  /** A task has come to this state. O(successors) where it succeeds. */
  reached(node: CompiledNode, state: TaskState, before?: TaskState): void {
    if (before === "SUCCEEDED") this.unmet.withdrawn(node);
    if (state === "SUCCEEDED") this.unmet.succeeded(node);
    if (isTerminalTask(state)) this.joints.ended(node, state === "SUCCEEDED");
  }
}

/** Whether the new entry takes back what followed from the one before: then the indexes are to be made anew. */
export function takesBack(old: NodeEntry | undefined, entry: NodeEntry): boolean {
  if (isUntouched(old) || old === undefined || isItem(entry)) return false;
  if (isUntouched(entry)) return true;
  if (!hasEnded(old)) return false;
  if (!hasEnded(entry) || old.fired !== entry.fired) return true;
  // What is undone has led on all the same.
  return old.state !== entry.state && entry.reversal?.begun !== true;
}
