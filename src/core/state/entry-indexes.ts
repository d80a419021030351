/**
 * What follows from the entries of a segment about what its tasks wait for: looked for anew where something that had
 * ended has not any more.
 */
import type { CompiledDefinition, CompiledNode } from "../definition/compiled-definition.js";
import { ControlIndex } from "./control-index.js";
import { Joints } from "./joints.js";
import { type Links, NO_LINKS } from "./message.js";
import type { NodeEntry } from "./node-entry.js";
import { nodeOfEntry } from "./planned.js";
import { isTerminalTask, type TaskState } from "./states.js";
import { UnmetDependencies } from "./unmet-dependencies.js";

export class EntryIndexes {
  readonly unmet: UnmetDependencies;
  readonly joints: Joints;
  /** Of a flow whose tasks are held together by more than their successes. */
  readonly control: ControlIndex | undefined;

  constructor(definition: CompiledDefinition, entries: ReadonlyMap<number, NodeEntry>, { arrivals }: Links) {
    this.unmet = new UnmetDependencies(definition);
    this.joints = new Joints(definition);
    this.unmet.hear(NO_LINKS.arrivals, arrivals);
    for (const [number, entry] of entries) {
      const node = entry.item === undefined ? nodeOfEntry(definition, number, entry) : undefined;
      if (node !== undefined) this.reached(node, entry.state);
    }
    // What these had to tell was told in the commits that they ended in.
    this.joints.take();
    this.control = ControlIndex.of(definition, entries);
  }

  /** A task has come to this state. O(successors) where it succeeds. */
  reached(node: CompiledNode, state: TaskState): void {
    if (state === "SUCCEEDED") this.unmet.succeeded(node);
    if (isTerminalTask(state)) this.joints.ended(node, state === "SUCCEEDED");
  }
}

/** Whether the new entry takes back what followed from the one before: then the indexes are to be made anew. */
export function takesBack(old: NodeEntry | undefined, entry: NodeEntry): boolean {
  if (old === undefined || entry.item !== undefined || old.state === "PENDING") return false;
  if (!isTerminalTask(old.state)) return entry.state === "PENDING";
  return old.state !== entry.state || old.fired !== entry.fired || old.drawn !== entry.drawn;
}
