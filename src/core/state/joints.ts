/**
 * What a segment has to tell others about its nodes: each joint speaks once, when the last of its sources has succeeded
 * or when the first has ended otherwise.
 */
import type { CompiledDefinition, CompiledNode, Joint } from "../definition/compiled-definition.js";

export interface ToldJoint {
  readonly joint: Joint;
  /** The node by whose end it has something to tell. */
  readonly source: number;
  /** Whether all sources have succeeded. */
  readonly met: boolean;
}

export class Joints {
  readonly #joints: readonly Joint[];
  /** Sources that have not succeeded, by joint; −1 = it has spoken. */
  readonly #open: Int32Array;
  #told: ToldJoint[] = [];

  constructor({ joints }: CompiledDefinition) {
    this.#joints = joints;
    this.#open = Int32Array.from(joints, ({ sources }) => sources.length);
  }

  /** The node has ended. O(its joints). */
  ended(node: CompiledNode, succeeded: boolean): void {
    for (const index of node.joints) {
      const open = this.#open[index] ?? 0;
      const joint = this.#joints[index];
      if (open < 0 || joint === undefined) continue;
      if (succeeded && open > 1) {
        this.#open[index] = open - 1;
        continue;
      }
      this.#open[index] = -1;
      this.#told.push({ joint, source: node.number, met: succeeded });
    }
  }

  /** What is to be told since this was last asked. */
  take(): readonly ToldJoint[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }
}
