/**
 * What trees of flows are made of, and who sees what becomes of them.
 */
import type { Complete } from "../../src/core/command.js";
import type { CompiledDefinition } from "../../src/core/definition/compiled-definition.js";
import type { NodeEntry } from "../../src/core/state/node-entry.js";
import type { Segment } from "../../src/core/state/segment.js";

/** What flows of the tree are made of. */
export interface TreeGraph {
  readonly definition: CompiledDefinition;
  /** What the task with this id runs as. */
  within(taskId: string): TreeGraph | undefined;
  /** What its executor answers in a flow that is this attempt of its task, if it has failed so often. */
  outcomeOf(taskId: string, attempt: number, tries: number): Complete["outcome"];
}

/** Sees each flow before and after what happens to it; undefined = it is not there. */
export type TreeWitness = (before: Standing | undefined, after: Standing) => void;

/** As a flow is stored. */
export interface Standing {
  readonly flowId: string;
  readonly flow: Segment["flow"];
  readonly nodes: ReadonlyMap<number, NodeEntry>;
}
