/**
 * Decisions about tasks: the answer to an item of kind EVALUATE, or what comes beside an outcome.
 */
import type { Timeouts } from "../definition/definition.js";
import type { StoredPayload } from "./payload.js";

/** What a controller makes of a failure. */
export type ControllerVerdict = "RETRY" | "REVERT" | "REVERT_ALL";

export type Verdict = "SUCCEED" | "FAIL" | "SKIP" | ControllerVerdict;

/** An edge that is to fire. */
export interface ChosenEdge {
  /** Among those of the task. */
  readonly edge: number;
  /** In place of the edge's own; "" = that one. */
  readonly message: string;
}

/** How one instance of a task runs where that differs from its definition; what is absent is as defined. */
export interface Plan {
  readonly delayMs?: number;
  readonly delayAfterMs?: number;
  readonly queue?: string;
  readonly priority?: number;
  /** In place of those that are set here. */
  readonly timeouts?: Timeouts;
  /** The flow is suspended, and the task waits until it is resumed. */
  readonly pause?: true;
  /** How many of its items may be under way at once; 0 = no bound. */
  readonly maxParallel?: number;
}

/** A plan as it is decided: with items of a task that runs for each of them. */
export interface DecidedPlan<Content = StoredPayload> extends Plan {
  readonly items?: readonly Content[];
  /** More are to come: it is asked again. */
  readonly more?: true;
}

export interface FlowEnding<Content = StoredPayload> {
  /** Absent only where the output is decided about: as the verdict says. */
  readonly state?: "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly message: string;
  readonly output?: Content;
  /** What is ready or running is cancelled. */
  readonly cancelsInFlight?: true;
}

/** `Content`: payloads as callers give them, or as state keeps them. */
export interface TaskDecision<Content = StoredPayload> {
  /** Absent = what the outcome says. */
  readonly verdict?: Verdict;
  /** Empty = all edges that are on what became of the task, unless `firesNone`. */
  readonly fired: readonly ChosenEdge[];
  readonly firesNone?: true;
  /** Names of tasks behind it that are skipped, too. */
  readonly skip: readonly string[];
  /** Until the next try. */
  readonly delayMs?: number;
  readonly context?: Content;
  readonly globals: Readonly<Record<string, Content>>;
  readonly plan?: DecidedPlan<Content>;
  readonly end?: FlowEnding<Content>;
  readonly dropResult?: true;
  readonly message: string;
}
