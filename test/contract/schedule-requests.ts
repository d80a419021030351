/**
 * The calls about schedules and retention, as the contract's tests use them.
 */
import type { InNamespace } from "./control-requests.js";
import type { SpecFile } from "./values.js";

export interface ScheduleKey extends InNamespace {
  readonly scheduleId: string;
}

export interface ScheduleInput {
  readonly cron?: { readonly expression: string; readonly timeZone?: string };
  readonly interval?: { readonly everyMs: number; readonly offsetMs?: number };
  readonly startTime?: number;
  readonly endTime?: number;
  readonly run: {
    readonly spec?: SpecFile;
    readonly definitionDigest?: string;
    readonly definitionName?: string;
    readonly input?: unknown;
    readonly labels?: Readonly<Record<string, string>>;
    readonly priority?: number;
  };
  readonly overlapPolicy?: OverlapPolicy;
  readonly catchupWindowMs?: number;
}

export type OverlapPolicy = "SKIP" | "BUFFER_ONE" | "CANCEL_OTHER" | "ALLOW_ALL";

interface ScheduleRequest extends ScheduleKey {
  readonly requestId?: string;
  readonly expectedRevision?: string;
}

export interface PutScheduleRequest extends ScheduleRequest {
  readonly spec: ScheduleInput;
  readonly putMode?: "UPSERT" | "CREATE" | "REPLACE";
  readonly paused?: boolean;
  readonly note?: string;
  readonly validateOnly?: boolean;
}

export interface Occurrence {
  readonly dueTime: number;
  readonly flowId: string;
  readonly outcome: string;
  readonly triggered: boolean;
  /** "" = it was not refused. */
  readonly failureReason: string;
}

export interface Schedule {
  readonly namespace: string;
  readonly scheduleId: string;
  readonly spec: ScheduleInput;
  readonly paused: boolean;
  readonly note: string;
  readonly revision: string;
  readonly createTime: number;
  readonly updateTime: number;
  readonly nextTimes: readonly number[];
  readonly runningFlowIds: readonly string[];
  readonly bufferedTime?: number;
  readonly counts: {
    readonly started: number;
    readonly skipped: number;
    readonly missed: number;
    readonly failed: number;
  };
  readonly recent: readonly Occurrence[];
}

export interface RetentionRule {
  readonly states?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly olderThanMs?: number;
}

export interface Retention {
  readonly namespace: string;
  readonly rules: readonly RetentionRule[];
  readonly revision: string;
  readonly deleted: number;
}

export interface Scheduling {
  getRetention(namespace: string): Promise<Retention>;
  setRetention(
    request: InNamespace & { readonly rules: readonly RetentionRule[]; readonly expectedRevision?: string },
  ): Promise<Retention>;
  putSchedule(
    request: PutScheduleRequest,
  ): Promise<{ readonly schedule: Schedule; readonly created: boolean; readonly warnings: readonly string[] }>;
  getSchedule(key: ScheduleKey): Promise<Schedule>;
  listSchedules(
    request: InNamespace & { readonly pageSize?: number; readonly pageToken?: string },
  ): Promise<{ readonly schedules: readonly Schedule[]; readonly nextPageToken: string }>;
  pauseSchedule(request: ScheduleRequest & { readonly note?: string }): Promise<Schedule>;
  resumeSchedule(request: ScheduleRequest & { readonly note?: string; readonly catchUp?: boolean }): Promise<Schedule>;
  triggerSchedule(
    request: ScheduleKey & { readonly requestId?: string; readonly overlapPolicy?: OverlapPolicy },
  ): Promise<{ readonly schedule: Schedule; readonly occurrence: Occurrence }>;
  /** As it was, where there was one. */
  deleteSchedule(request: ScheduleRequest & { readonly allowMissing?: boolean }): Promise<Schedule | undefined>;
}
