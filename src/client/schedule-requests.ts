/**
 * What the calls about schedules take and give.
 */
import type { RunDefinition } from "./run-definition.js";
import type { DurationInput } from "./times.js";

/** What becomes of a due time while a flow of its schedule has not ended. */
export type OverlapPolicy = "SKIP" | "BUFFER_ONE" | "CANCEL_OTHER" | "ALLOW_ALL";

export type DueOutcome = "STARTED" | "BUFFERED" | "SKIPPED" | "FAILED";

/** When flows are due: at the times of a cron expression, or again and again after the same span. */
export type ScheduleTiming =
  | {
      readonly cron: string;
      /** IANA. Default: `UTC`. */
      readonly timeZone?: string;
    }
  | {
      /** At least 1 s, counted from the beginning of 1970. */
      readonly every: DurationInput;
      readonly offset?: DurationInput;
    };

export type ScheduleSpec = ScheduleTiming & {
  /** What is run for each due time. */
  readonly run: RunDefinition;
  /** Of each flow. Any value: see Payload. */
  readonly input?: unknown;
  readonly labels?: Readonly<Record<string, string>>;
  readonly priority?: number;
  /** Nothing is due before it. Milliseconds since the epoch, or a Date. */
  readonly startTime?: number | Date;
  /** Nothing is due at it or later. */
  readonly endTime?: number | Date;
  /** Default: SKIP. */
  readonly overlapPolicy?: OverlapPolicy;
  /** How late a due time may be served. Default: 365 days. */
  readonly catchupWindow?: DurationInput;
};

export interface ScheduleOptions {
  readonly requestId?: string;
  readonly expectedRevision?: string;
}

export interface PutScheduleOptions extends ScheduleOptions {
  /** Whether it may be there. Default: UPSERT. */
  readonly putMode?: "UPSERT" | "CREATE" | "REPLACE";
  /** Default: as it is; of a new one false. */
  readonly paused?: boolean;
  /** Default: as it is. */
  readonly note?: string;
  /** Only check: the answer shows the schedule as it would be. */
  readonly validateOnly?: boolean;
}

export interface PauseScheduleOptions extends ScheduleOptions {
  readonly note?: string;
}

export interface ResumeScheduleOptions extends PauseScheduleOptions {
  /** What fell due while it was paused is made up for. */
  readonly catchUp?: boolean;
}

export interface TriggerScheduleOptions {
  /** A repeat finds the flow of the first one. */
  readonly requestId?: string;
  /** Default: the schedule's. */
  readonly overlapPolicy?: OverlapPolicy;
}

export interface DeleteScheduleOptions extends ScheduleOptions {
  /** A schedule that is not there counts as deleted. */
  readonly allowMissing?: boolean;
}

export interface ScheduleOccurrence {
  readonly dueTime?: number;
  readonly flowId: string;
  readonly outcome: DueOutcome;
  /** By triggerSchedule, not by the timing. */
  readonly triggered: boolean;
  /** Why its flow was refused. */
  readonly failure?: { readonly reason: string; readonly message: string };
}

/** A schedule as it is stored; `spec` can be put again. */
export interface Schedule {
  readonly namespace: string;
  readonly scheduleId: string;
  readonly spec: ScheduleSpec;
  readonly paused: boolean;
  readonly note: string;
  readonly revision: string;
  readonly createTime?: number;
  readonly updateTime?: number;
  readonly nextTimes: readonly number[];
  readonly runningFlowIds: readonly string[];
  readonly bufferedTime?: number;
  readonly counts: {
    readonly started: number;
    readonly skipped: number;
    readonly missed: number;
    readonly failed: number;
  };
  /** The newest first. */
  readonly recent: readonly ScheduleOccurrence[];
}

export interface PutScheduleResponse {
  readonly schedule: Schedule;
  readonly created: boolean;
  readonly warnings: readonly string[];
}

export interface TriggerScheduleResponse {
  readonly schedule: Schedule;
  readonly occurrence: ScheduleOccurrence;
}
