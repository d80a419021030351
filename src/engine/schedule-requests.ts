/**
 * What the calls about schedules take and give.
 */
import type { FlowDefinition } from "../core/definition/definition.js";
import type { Occurrence, OverlapPolicy, ScheduleCounts, Timing } from "../core/schedules/schedule.js";
import type { Payload } from "../core/state/payload.js";

export type {
  DueOutcome,
  Occurrence as ScheduleOccurrence,
  OverlapPolicy,
  ScheduleCounts,
  Timing,
} from "../core/schedules/schedule.js";

/** What is run for each due time. */
export interface ScheduledRunRequest {
  readonly definition:
    | { readonly kind: "spec"; readonly spec: FlowDefinition }
    | { readonly kind: "digest"; readonly digest: string }
    | { readonly kind: "name"; readonly name: string };
  readonly input?: Payload;
  readonly labels?: Readonly<Record<string, string>>;
  readonly priority?: number;
}

export interface ScheduleSpec {
  readonly timing: Timing;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly run: ScheduledRunRequest;
  /** Default: SKIP. */
  readonly overlapPolicy?: OverlapPolicy;
  /** Default: 365 days. */
  readonly catchupWindowMs?: number;
}

export interface ScheduleRequest {
  readonly namespace?: string;
  readonly scheduleId: string;
  readonly requestId?: string;
  readonly expectedRevision?: string;
}

export interface PutScheduleRequest extends ScheduleRequest {
  readonly spec: ScheduleSpec;
  /** Default: UPSERT. */
  readonly putMode?: "UPSERT" | "CREATE" | "REPLACE";
  /** Absent = as it is; of a new one false. */
  readonly paused?: boolean;
  /** Absent = as it is. */
  readonly note?: string;
  /** Check everything, write nothing: the answer shows the schedule as it would be. */
  readonly validateOnly?: boolean;
}

export interface PauseScheduleRequest extends ScheduleRequest {
  readonly note?: string;
}

export interface ResumeScheduleRequest extends PauseScheduleRequest {
  /** What fell due while it was paused is made up for. */
  readonly catchUp?: boolean;
}

export interface TriggerScheduleRequest extends Omit<ScheduleRequest, "expectedRevision"> {
  /** Default: the schedule's. */
  readonly overlapPolicy?: OverlapPolicy;
}

export interface DeleteScheduleRequest extends ScheduleRequest {
  readonly allowMissing?: boolean;
}

export interface ListSchedulesRequest {
  readonly namespace?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface Schedule {
  readonly namespace: string;
  readonly scheduleId: string;
  readonly spec: Omit<Required<ScheduleSpec>, "startTime" | "endTime"> & Pick<ScheduleSpec, "startTime" | "endTime">;
  readonly paused: boolean;
  readonly note: string;
  /** "" where the request was only validated. */
  readonly revision: string;
  readonly createTime: number;
  readonly updateTime: number;
  readonly nextTimes: readonly number[];
  readonly runningFlowIds: readonly string[];
  readonly bufferedTime?: number;
  readonly counts: ScheduleCounts;
  readonly recent: readonly Occurrence[];
}

export interface PutScheduleResponse {
  readonly schedule: Schedule;
  readonly created: boolean;
  readonly warnings: readonly string[];
}

export interface TriggerScheduleResponse {
  readonly schedule: Schedule;
  readonly occurrence: Occurrence;
}

export interface ListSchedulesResponse {
  readonly schedules: readonly Schedule[];
  readonly nextPageToken: string;
}

/** The calls about schedules. They reject as those of the engine do. */
export interface ScheduleCalls<Call> {
  putSchedule(request: PutScheduleRequest, call?: Call): Promise<PutScheduleResponse>;
  getSchedule(request: Pick<ScheduleRequest, "namespace" | "scheduleId">, call?: Call): Promise<Schedule>;
  listSchedules(request: ListSchedulesRequest, call?: Call): Promise<ListSchedulesResponse>;
  /** Nothing of it falls due until it is resumed. */
  pauseSchedule(request: PauseScheduleRequest, call?: Call): Promise<Schedule>;
  resumeSchedule(request: ResumeScheduleRequest, call?: Call): Promise<Schedule>;
  /** Treats this moment as a due time. */
  triggerSchedule(request: TriggerScheduleRequest, call?: Call): Promise<TriggerScheduleResponse>;
  /** The schedule as it was; undefined where there was none. */
  deleteSchedule(request: DeleteScheduleRequest, call?: Call): Promise<Schedule | undefined>;
}
