/**
 * Schedules through the Node client.
 */

import type * as client from "../../../src/client/index.js";
import { parseFlowFile, type ScheduleSpec } from "../../../src/client/index.js";
import type { Occurrence, Retention, Schedule, ScheduleInput, Scheduling } from "../schedule-requests.js";
import { given } from "./engine-payloads.js";
import type { ClientOf } from "./node-client.js";
import { payloadInput, plain, translating } from "./node-values.js";

export function nodeSchedules(clientOf: ClientOf): Scheduling {
  return {
    getRetention: (namespace) => translating(async () => retentionOf(await clientOf(namespace).getRetention())),
    setRetention: ({ namespace, rules, ...options }) =>
      translating(async () => {
        const asked = rules.map(({ olderThanMs, ...rule }) => ({ ...rule, ...given("olderThan", olderThanMs) }));
        // States as the contract's tests name them are the client's.
        return retentionOf(await clientOf(namespace).setRetention(asked as client.RetentionRule[], options));
      }),
    putSchedule: ({ namespace, scheduleId, spec, ...options }) =>
      translating(async () => {
        const { schedule, ...answer } = await clientOf(namespace).putSchedule(scheduleId, specOf(spec), options);
        return { ...answer, schedule: scheduleOf(schedule) };
      }),
    getSchedule: ({ namespace, scheduleId }) =>
      translating(async () => scheduleOf(await clientOf(namespace).getSchedule(scheduleId))),
    listSchedules: ({ namespace, ...options }) =>
      translating(async () => {
        const { schedules, nextPageToken } = await clientOf(namespace).listSchedules(options);
        return { schedules: schedules.map(scheduleOf), nextPageToken };
      }),
    pauseSchedule: ({ namespace, scheduleId, ...options }) =>
      translating(async () => scheduleOf(await clientOf(namespace).pauseSchedule(scheduleId, options))),
    resumeSchedule: ({ namespace, scheduleId, ...options }) =>
      translating(async () => scheduleOf(await clientOf(namespace).resumeSchedule(scheduleId, options))),
    triggerSchedule: ({ namespace, scheduleId, ...options }) =>
      translating(async () => {
        const { schedule, occurrence } = await clientOf(namespace).triggerSchedule(scheduleId, options);
        return { schedule: scheduleOf(schedule), occurrence: occurrenceOf(occurrence) };
      }),
    deleteSchedule: ({ namespace, scheduleId, ...options }) =>
      translating(async () => {
        const schedule = await clientOf(namespace).deleteSchedule(scheduleId, options);
        return schedule && scheduleOf(schedule);
      }),
  };
}

function retentionOf({ rules, ...retention }: client.Retention): Retention {
  const told = rules.map(({ olderThan, ...rule }) => ({
    ...rule,
    ...given("olderThanMs", olderThan === undefined ? undefined : Number(olderThan)),
  }));
  return { ...retention, rules: told };
}

function specOf({ cron, interval, run, catchupWindowMs, ...spec }: ScheduleInput): ScheduleSpec {
  const { spec: file, definitionDigest, definitionName = "", input, ...rest } = run;
  const named = definitionDigest === undefined ? { definitionName } : { definitionDigest };
  return {
    ...spec,
    ...rest,
    ...(cron === undefined
      ? { every: interval?.everyMs ?? 0, ...given("offset", interval?.offsetMs) }
      : { cron: cron.expression, ...given("timeZone", cron.timeZone) }),
    run: file === undefined ? named : parseFlowFile(JSON.stringify(file)),
    ...given("input", input === undefined ? undefined : payloadInput(input)),
    ...given("catchupWindow", catchupWindowMs),
  };
}

function scheduleOf({ spec, recent, ...schedule }: client.Schedule): Schedule {
  const { run, input, labels, priority = 0, startTime, endTime, overlapPolicy, catchupWindow } = spec;
  return {
    // The server always tells its times.
    ...(schedule as Omit<Schedule, "spec" | "recent">),
    spec: {
      ...("cron" in spec
        ? { cron: { expression: spec.cron, ...given("timeZone", spec.timeZone) } }
        : { interval: { everyMs: Number(spec.every), offsetMs: Number(spec.offset ?? 0) } }),
      ...given("startTime", startTime === undefined ? undefined : Number(startTime)),
      ...given("endTime", endTime === undefined ? undefined : Number(endTime)),
      ...given("overlapPolicy", overlapPolicy),
      ...given("catchupWindowMs", catchupWindow === undefined ? undefined : Number(catchupWindow)),
      run: { ...(run as object), ...given("labels", labels), priority, ...given("input", plain(input)) },
    },
    recent: recent.map(occurrenceOf),
  };
}

function occurrenceOf({ failure, dueTime = Number.NaN, ...occurrence }: client.ScheduleOccurrence): Occurrence {
  return { ...occurrence, dueTime, failureReason: failure?.reason ?? "" };
}
