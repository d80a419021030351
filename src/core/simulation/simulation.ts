/**
 * What a simulation is told, and what it tells. Durations in milliseconds; moments of a simulation count from its begin.
 */
import type { FlowState, TaskState } from "../state/states.js";

/** What is assumed of a task's tries. */
export interface Assumption {
  /** From its claim to its outcome. */
  readonly durationMs: number;
  /** What becomes of each try. */
  readonly outcome: "SUCCEED" | "FAIL";
  /** So many tries fail first, those of all its instances counted together. */
  readonly failures: number;
}

export const STANDARD_ASSUMPTION: Assumption = { durationMs: 1_000, outcome: "SUCCEED", failures: 0 };

export interface SimulationSetting {
  /** By the task's name. */
  assume(name: string): Assumption;
  /** How many tasks executors work on at once; 0 = any number. */
  readonly slots: number;
  /** It is given up after so many decisions of the core. */
  readonly steps: number;
}

/** A task, or an instance of it, that was under way. */
export interface SimulatedTask {
  readonly taskId: string;
  /** As the simulation left it. */
  readonly state: TaskState;
  /** When its turn came: nothing but its delay and executors were waited for any more. */
  readonly reachedMs: number;
  /** When it was first claimed, or passed; absent where it never was. */
  readonly startMs?: number;
  /** Absent where it has not ended. */
  readonly endMs?: number;
  /** For how long it was ready and no executor was free. */
  readonly waitedMs: number;
  /** Claims. */
  readonly attempts: number;
}

/** Tasks that start at the same moment. */
export interface SimulatedBatch {
  readonly startMs: number;
  readonly count: number;
}

/**
 * ENDED: the flow has. STEPS_SPENT: it was given up. STANDSTILL: nothing more happens by itself, and the flow has not
 * ended.
 */
export type SimulationEnd = "ENDED" | "STEPS_SPENT" | "STANDSTILL";

export interface Simulation {
  readonly end: SimulationEnd;
  readonly state: FlowState;
  /** From the begin to the flow's end, or to where the simulation ended. */
  readonly makespanMs: number;
  /** By start, then in definition order; those that never started last. */
  readonly tasks: readonly SimulatedTask[];
  readonly batches: readonly SimulatedBatch[];
  /** Each waited for the one before; the last one ended last. */
  readonly criticalPath: readonly SimulatedTask[];
  /** The tasks that do not run under these assumptions, though others could let them. */
  readonly doomed: readonly string[];
  /** The tasks that cannot run whatever becomes of the others. */
  readonly unreachable: readonly string[];
  /** How often the flow was suspended, and went on at once. */
  readonly pauses: number;
  readonly steps: number;
}
