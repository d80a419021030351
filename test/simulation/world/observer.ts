/**
 * Somebody outside of a world who takes down what happens in it, and changes nothing.
 */
import type { Engine, ReadyTask } from "../../../src/engine/index.js";
import type { SegmentStore } from "../../../src/store/segment-store.js";
import type { SimulatedFlow } from "../workload.js";
import type { Witness } from "./database.js";

export interface Observer {
  /** The world begins; these are the flows that it will run. */
  readonly began: (flows: readonly SimulatedFlow[]) => void;
  /** Something was written. */
  readonly committed: Witness;
  /** The same engine, for one call: what it is asked and answers can be heard. */
  readonly hearing: (engine: Engine) => Engine;
  /** Tasks go down a stream. */
  readonly delivered: (tasks: readonly ReadyTask[]) => void;
  /** The same store: what reaches it can be seen. */
  readonly storing?: (segments: SegmentStore) => SegmentStore;
}
