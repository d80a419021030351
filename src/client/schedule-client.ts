/**
 * The part of the client that is about what is done by the clock: schedules and retention.
 */
import {
  DeleteScheduleRequestSchema,
  GetScheduleRequestSchema,
  ListSchedulesRequestSchema,
  PauseScheduleRequestSchema,
  PutMode,
  PutScheduleRequestSchema,
  ResumeScheduleRequestSchema,
  TriggerScheduleRequestSchema,
} from "#gen/lazyengine/v1/service_pb.js";
import { type CallOptions, checkOptions } from "./call-options.js";
import { ControlClient } from "./control-client.js";
import { enumNumber } from "./enum-number.js";
import { required } from "./response-values.js";
import {
  getRetention,
  type Retention,
  type RetentionRule,
  type SetRetentionOptions,
  setRetention,
} from "./retention.js";
import { occurrenceValue, overlapPolicyNumber, scheduleSpecMessage, scheduleValue } from "./schedule-messages.js";
import type {
  DeleteScheduleOptions,
  PauseScheduleOptions,
  PutScheduleOptions,
  PutScheduleResponse,
  ResumeScheduleOptions,
  Schedule,
  ScheduleOptions,
  ScheduleSpec,
  TriggerScheduleOptions,
  TriggerScheduleResponse,
} from "./schedule-requests.js";

export abstract class ScheduleClient extends ControlClient {
  /** How long the namespace's flows are kept after their end. */
  getRetention(options: CallOptions = {}): Promise<Retention> {
    return getRetention(this.messages, options);
  }

  /** Says how long they are kept: the first rule that a flow matches decides; without rules all are kept. */
  setRetention(rules: readonly RetentionRule[], options: SetRetentionOptions & CallOptions = {}): Promise<Retention> {
    return setRetention(this.messages, rules, options);
  }

  /** Makes a schedule, or gives one that is there another spec. Putting what is there is harmless. */
  async putSchedule(
    scheduleId: string,
    spec: ScheduleSpec,
    options: PutScheduleOptions & CallOptions = {},
  ): Promise<PutScheduleResponse> {
    checkOptions(options, PutScheduleRequestSchema, ["scheduleId", "spec"]);
    const { putMode, paused, note, validateOnly } = options;
    const request = {
      ...requestOf(scheduleId, options),
      spec: scheduleSpecMessage(spec),
      ...(putMode !== undefined && { putMode: enumNumber(PutMode, putMode, "put_mode") }),
      ...(paused !== undefined && { paused }),
      ...(note !== undefined && { note }),
      validateOnly: validateOnly ?? false,
    };
    const { schedule, created, warnings } = await this.messages.putSchedule(request, options);
    return { schedule: scheduleValue(schedule), created, warnings };
  }

  /** A schedule with its next due times, what became of the last ones, and which of its flows go on. */
  async getSchedule(scheduleId: string, options: CallOptions = {}): Promise<Schedule> {
    checkOptions(options, GetScheduleRequestSchema, ["scheduleId"]);
    return scheduleValue((await this.messages.getSchedule({ scheduleId }, options)).schedule);
  }

  /** A page of the namespace's schedules by their ids, without inputs, single due times and running flows. */
  async listSchedules(
    options: { readonly pageSize?: number; readonly pageToken?: string } & CallOptions = {},
  ): Promise<{ readonly schedules: readonly Schedule[]; readonly nextPageToken: string }> {
    checkOptions(options, ListSchedulesRequestSchema);
    const { pageSize = 0, pageToken = "" } = options;
    const { schedules, nextPageToken } = await this.messages.listSchedules({ pageSize, pageToken }, options);
    return { schedules: schedules.map(scheduleValue), nextPageToken };
  }

  /** Lets nothing of a schedule fall due until it is resumed. */
  async pauseSchedule(scheduleId: string, options: PauseScheduleOptions & CallOptions = {}): Promise<Schedule> {
    checkOptions(options, PauseScheduleRequestSchema, ["scheduleId"]);
    const request = { ...requestOf(scheduleId, options), ...noteOf(options) };
    return scheduleValue((await this.messages.pauseSchedule(request, options)).schedule);
  }

  /** Lets a paused schedule go on from now, or from where it was paused. */
  async resumeSchedule(scheduleId: string, options: ResumeScheduleOptions & CallOptions = {}): Promise<Schedule> {
    checkOptions(options, ResumeScheduleRequestSchema, ["scheduleId"]);
    const catchUp = options.catchUp ?? false;
    const request = { ...requestOf(scheduleId, options), ...noteOf(options), catchUp };
    return scheduleValue((await this.messages.resumeSchedule(request, options)).schedule);
  }

  /** Treats this moment as a due time of the schedule, also of one that is paused. */
  async triggerSchedule(
    scheduleId: string,
    options: TriggerScheduleOptions & CallOptions = {},
  ): Promise<TriggerScheduleResponse> {
    checkOptions(options, TriggerScheduleRequestSchema, ["scheduleId"]);
    const { requestId = "", overlapPolicy } = options;
    const request = { scheduleId, requestId, overlapPolicy: overlapPolicyNumber(overlapPolicy, "overlap_policy") };
    const { schedule, occurrence } = await this.messages.triggerSchedule(request, options);
    return { schedule: scheduleValue(schedule), occurrence: occurrenceValue(required(occurrence, "occurrence")) };
  }

  /** Removes a schedule, not its flows; gives it as it was, or undefined where there was none. */
  async deleteSchedule(
    scheduleId: string,
    options: DeleteScheduleOptions & CallOptions = {},
  ): Promise<Schedule | undefined> {
    checkOptions(options, DeleteScheduleRequestSchema, ["scheduleId"]);
    const request = { ...requestOf(scheduleId, options), allowMissing: options.allowMissing ?? false };
    const { schedule } = await this.messages.deleteSchedule(request, options);
    return schedule === undefined ? undefined : scheduleValue(schedule);
  }
}

function requestOf(scheduleId: string, { requestId = "", expectedRevision }: ScheduleOptions) {
  return { scheduleId, requestId, ...(expectedRevision !== undefined && { expectedRevision }) };
}

function noteOf({ note }: PauseScheduleOptions) {
  return note === undefined ? {} : { note };
}
