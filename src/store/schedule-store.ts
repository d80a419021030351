/**
 * The port for schedules. A schedule is one record, changed by guarded writes alone: of two that decide about the same
 * state of it one lands.
 */
import type { ScheduleProgress, ScheduleRules } from "../core/schedules/schedule.js";
import type { Payload } from "../core/state/payload.js";

/** What is run for each due time. */
export interface ScheduledRun {
  readonly definition:
    | { readonly kind: "digest"; readonly digest: string }
    | { readonly kind: "name"; readonly name: string };
  readonly input?: Payload;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
}

export interface ScheduleKey {
  readonly namespace: string;
  readonly scheduleId: string;
}

export interface ScheduleRecord extends ScheduleKey {
  /** Rises with each write. */
  readonly version: number;
  /** Of the write that made this version, never repeated: the guard beside the version. */
  readonly commit: string;
  /** Of this schedule and no other one that had its id. */
  readonly incarnation: string;
  /** Rises when somebody changes it, and not when it starts flows. */
  readonly generation: number;
  readonly createTime: number;
  readonly updateTime: number;
  /** What made it, where that was told apart by a request_id. */
  readonly creation?: { readonly requestId: string; readonly digest: string };
  readonly rules: ScheduleRules;
  readonly run: ScheduledRun;
  readonly paused: boolean;
  readonly note: string;
  readonly progress: ScheduleProgress;
  /** When it is to be looked at; indexed where it is there. */
  readonly wakeTime?: number;
}

/** What a guarded write matches: exactly this state. */
export type ScheduleGuard = Pick<ScheduleRecord, "namespace" | "scheduleId" | "version" | "commit">;

export interface DueSchedule extends ScheduleKey {
  readonly wakeTime: number;
}

export interface ScheduleStore {
  /** True = landed; false = there is one of this id. */
  insert(record: ScheduleRecord): Promise<boolean>;
  read(key: ScheduleKey): Promise<ScheduleRecord | undefined>;
  /** The record takes the place of the one that the guard names: true = landed; false = the guard missed. */
  replace(guard: ScheduleGuard, record: ScheduleRecord): Promise<boolean>;
  /** True = deleted; false = the guard missed. */
  delete(guard: ScheduleGuard): Promise<boolean>;
  /** Those of a namespace by id after `after`, without the inputs of their flows. */
  list(namespace: string, after: string | undefined, limit: number): Promise<readonly ScheduleRecord[]>;
  /** How many a namespace has; counted up to `limit`. */
  count(namespace: string, limit: number): Promise<number>;
  /** Those whose wake time is at or before `time`, earliest first, of no namespace among these. */
  due(time: number, limit: number, except?: readonly string[]): Promise<readonly DueSchedule[]>;
}

export function scheduleName({ namespace, scheduleId }: ScheduleKey): string {
  return `${namespace}/${scheduleId}`;
}
