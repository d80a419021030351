/**
 * Simulations as plain values.
 */
import type { Assumption, SimulatedBatch, SimulatedTask, SimulationEnd } from "../core/simulation/simulation.js";
import type { FlowDefinition, FlowState } from "./values.js";

export type { Assumption, SimulatedBatch, SimulatedTask, SimulationEnd } from "../core/simulation/simulation.js";

export interface SimulateFlowRequest {
  readonly namespace?: string;
  /** What is simulated; of a flow from where it stands now. */
  readonly subject:
    | { readonly kind: "spec"; readonly spec: FlowDefinition }
    | { readonly kind: "digest"; readonly digest: string }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "flow"; readonly flowId: string };
  /** Of tasks that `assumptions` does not name; what is absent: 1 s, SUCCEED, no failures. */
  readonly defaultAssumption?: Partial<Assumption>;
  /** By the task's name. */
  readonly assumptions?: Readonly<Record<string, Partial<Assumption>>>;
  /** How many tasks executors work on at once; 0 or absent = any number. */
  readonly slots?: number;
}

/** Moments count from the simulation's begin. Of each list at most 1,000 are there. */
export interface SimulateFlowResponse {
  readonly end: SimulationEnd;
  readonly state: FlowState;
  readonly makespanMs: number;
  /** By start, then in definition order; those that never started last. */
  readonly tasks: readonly SimulatedTask[];
  readonly taskCount: number;
  readonly batches: readonly SimulatedBatch[];
  readonly batchCount: number;
  /** The last ones where there are more. */
  readonly criticalPath: readonly SimulatedTask[];
  readonly doomed: readonly string[];
  readonly doomedCount: number;
  readonly unreachable: readonly string[];
  readonly unreachableCount: number;
  readonly pauses: number;
  readonly steps: number;
}
