/**
 * A schedule as decisions see it: when flows are due, what becomes of those that would overlap, and how far it has come.
 */

export type Timing =
  | { readonly kind: "cron"; readonly expression: string; readonly timeZone: string }
  | { readonly kind: "interval"; readonly everyMs: number; readonly offsetMs: number };

export const OVERLAP_POLICIES = ["SKIP", "BUFFER_ONE", "CANCEL_OTHER", "ALLOW_ALL"] as const;

/** What becomes of a due time while a flow of the schedule has not ended. */
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

export interface ScheduleRules {
  readonly timing: Timing;
  /** Nothing is due before it. */
  readonly startTime?: number;
  /** Nothing is due at it or later. */
  readonly endTime?: number;
  readonly overlapPolicy: OverlapPolicy;
  /** What is due for longer than this and was not decided is missed. */
  readonly catchupWindowMs: number;
}

export const DUE_OUTCOMES = ["STARTED", "BUFFERED", "SKIPPED", "FAILED"] as const;

export type DueOutcome = (typeof DUE_OUTCOMES)[number];

/** One due time, or one trigger, and the flow of it. */
export interface DueFlow {
  readonly dueTime: number;
  readonly flowId: string;
  /** By a caller, not by the timing. */
  readonly triggered?: boolean;
}

export interface Occurrence extends DueFlow {
  readonly outcome: DueOutcome;
  /** Why its flow was refused. */
  readonly failure?: { readonly reason: string; readonly message: string };
}

/** A due time that waits until the flows that go on have ended. */
export interface BufferedFlow extends DueFlow {
  /** They are cancelled for its sake. */
  readonly cancelsOthers?: boolean;
}

/** A flow that is to be started, or that was and is not known to have ended. */
export interface ScheduledFlow extends DueFlow {
  readonly started: boolean;
}

export interface ScheduleCounts {
  readonly started: number;
  readonly skipped: number;
  readonly missed: number;
  readonly failed: number;
}

export interface ScheduleProgress {
  /** What was due until this moment, itself included, is decided. */
  readonly cursor: number;
  readonly flows: readonly ScheduledFlow[];
  /** Is started once none of `flows` goes on. */
  readonly buffered?: BufferedFlow;
  readonly counts: ScheduleCounts;
  /** The newest first. */
  readonly recent: readonly Occurrence[];
}

/** A schedule that was put at `now`: nothing before that is due. */
export function newProgress(now: number): ScheduleProgress {
  return { cursor: now, flows: [], counts: { started: 0, skipped: 0, missed: 0, failed: 0 }, recent: [] };
}
