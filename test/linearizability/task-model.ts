// A task of one run of a flow, as a register that is set once for each attempt by comparison: an outcome is recorded for
// the attempt that is the latest and has none; attempts only grow; what has succeeded, failed or been cancelled stays so.
// Claims, timers and orders of others are nobody's calls here: they may have happened whenever a deed needs them.
import type { Model, Operation } from "./checker.js";

export type Deed =
  /** A completion was said to be recorded, now, or before by the same request (`replayed`). */
  | {
      readonly kind: "completed";
      readonly attempt: number;
      /** Unlike any other that was brought for the attempt. */
      readonly outcome: string;
      readonly succeeds: boolean;
      readonly replayed: boolean;
    }
  /** A completion was refused because its claim was over. Who has had its outcome recorded is told that, and never this. */
  | { readonly kind: "superseded"; readonly attempt: number }
  /** `outcome`: what it says was recorded for the attempt, where it says so. */
  | { readonly kind: "read"; readonly state: string; readonly attempt: number; readonly outcome?: string };

export interface TaskState {
  /** The latest that must have begun. */
  readonly attempt: number;
  /** By attempt; "" = it is over, and nothing was recorded for it. */
  readonly outcomes: ReadonlyMap<number, string>;
  /** "" = it has not ended. */
  readonly end: string;
}

const ENDS: readonly string[] = ["SUCCEEDED", "FAILED", "CANCELLED", "SKIPPED"];

export const TASK: Model<TaskState, Deed> = {
  initial: { attempt: 0, outcomes: new Map(), end: "" },
  after(state, deed) {
    switch (deed.kind) {
      case "completed":
        return completed(state, deed);
      case "superseded":
        return superseded(state, deed.attempt);
      case "read":
        return read(state, deed);
    }
  },
  key: ({ attempt, outcomes, end }) => `${attempt} ${end} ${[...outcomes].sort(([a], [b]) => a - b).join(" ")}`,
};

/** "completed 2 → SUCCEEDED …", a line each, for people. */
export function toldOperations(operations: readonly Operation<Deed>[]): string {
  return operations
    .toSorted((a, b) => a.invoked - b.invoked)
    .map(({ deed, invoked, answered }) => `  ${invoked}..${answered}: ${JSON.stringify(deed)}`)
    .join("\n");
}

type DeedOf<Kind extends Deed["kind"]> = Extract<Deed, { kind: Kind }>;

function completed(state: TaskState, deed: DeedOf<"completed">): TaskState | undefined {
  const { attempt, outcome, succeeds, replayed } = deed;
  if (replayed) return state.outcomes.get(attempt) === outcome ? state : undefined;
  if (state.end !== "" || state.attempt > attempt || state.outcomes.has(attempt)) return undefined;
  return { attempt, outcomes: new Map(state.outcomes).set(attempt, outcome), end: succeeds ? "SUCCEEDED" : "" };
}

function superseded(state: TaskState, attempt: number): TaskState | undefined {
  const recorded = state.outcomes.get(attempt);
  if (recorded === undefined) return { ...state, outcomes: new Map(state.outcomes).set(attempt, "") };
  return recorded === "" ? state : undefined;
}

function read(state: TaskState, deed: DeedOf<"read">): TaskState | undefined {
  const { attempt } = deed;
  if (deed.outcome !== undefined && state.outcomes.get(attempt) !== deed.outcome) return undefined;
  if (attempt < state.attempt) return undefined;
  if (ENDS.includes(deed.state)) {
    // Only a completion makes a task succeed; timers and callers may end it otherwise.
    if (state.end !== "" || deed.state === "SUCCEEDED") {
      return state.end === deed.state && (attempt === state.attempt || state.end !== "SUCCEEDED") ? state : undefined;
    }
    return { ...state, attempt, end: deed.state };
  }
  if (state.end !== "") return undefined;
  // What is over runs no more.
  if (deed.state === "RUNNING" && state.outcomes.has(attempt)) return undefined;
  return { ...state, attempt };
}
