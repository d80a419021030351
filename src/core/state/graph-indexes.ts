/**
 * The two indexes of a segment that follow from how its tasks hang together: who leads to whom, and who is undone before
 * whom. What is reset makes them stale; they are then built anew when they are next needed.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import { ControlIndex } from "./control-index.js";
import { hasEnded } from "./fired-edges.js";
import type { NodeEntry } from "./node-entry.js";
import { isUntouched } from "./reversal.js";
import { Reversals } from "./reversals.js";

export class GraphIndexes {
  readonly #definition: CompiledDefinition;
  readonly #entries: ReadonlyMap<number, NodeEntry>;
  #control: ControlIndex | undefined;
  #reversals: Reversals | undefined;
  #isStale = false;

  /** `entries` are those of the segment, which it changes before it tells. */
  constructor(definition: CompiledDefinition, entries: ReadonlyMap<number, NodeEntry>) {
    this.#definition = definition;
    this.#entries = entries;
    this.#build();
  }

  /** Absent where nothing but success holds the tasks together. */
  get control(): ControlIndex | undefined {
    if (this.#isStale) this.#build();
    return this.#control;
  }

  /** Absent where nothing is to be undone. */
  get reversals(): Reversals | undefined {
    if (this.#isStale) this.#build();
    return this.#reversals;
  }

  /** An entry was replaced. */
  put(number: number, old: NodeEntry | undefined, entry: NodeEntry): void {
    if (this.#isStale) return;
    if (this.#outdates(old, entry)) {
      this.#isStale = true;
      return;
    }
    this.#control?.put(number, old);
    if (this.#reversals !== undefined) this.#reversals.put(number, entry.origin?.node ?? number, old);
    else if (entry.reversal !== undefined) this.#buildReversals();
  }

  /** It leads on otherwise than it did, or is reset: what followed from it is to be found anew. */
  #outdates(old: NodeEntry | undefined, entry: NodeEntry): boolean {
    if (old === undefined || entry.item !== undefined) return false;
    if (isUntouched(entry) && !isUntouched(old)) return true;
    return this.#control !== undefined && hasEnded(old) && (old.fired !== entry.fired || !hasEnded(entry));
  }

  #build(): void {
    this.#isStale = false;
    this.#control = ControlIndex.of(this.#definition, this.#entries);
    this.#buildReversals();
  }

  #buildReversals(): void {
    this.#reversals = Reversals.of(this.#definition, this.#entries, (node) => {
      const further = this.#control?.further(node) ?? [];
      return further.length === 0 ? [node] : [node, ...further];
    });
  }
}
