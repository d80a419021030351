/**
 * Schedules of the embedded engine.
 */
import type * as engine from "../../../src/engine/index.js";
import type { Occurrence, Schedule, ScheduleInput, Scheduling } from "../schedule-requests.js";
import { translating } from "./engine-answers.js";
import { given, payloadOf, valueOfPayload } from "./engine-payloads.js";
import { definitionOf } from "./engine-requests.js";

export function embeddedSchedules(on: engine.Engine): Scheduling {
  return {
    getRetention: (namespace) => translating(() => on.getRetention({ namespace })),
    // States as the contract's tests name them are the engine's.
    setRetention: (request) => translating(() => on.setRetention(request as engine.SetRetentionRequest)),
    putSchedule: ({ spec, ...request }) =>
      translating(async () => {
        const { schedule, ...answer } = await on.putSchedule({ ...request, spec: specOf(spec) });
        return { ...answer, schedule: scheduleOf(schedule) };
      }),
    getSchedule: (key) => translating(async () => scheduleOf(await on.getSchedule(key))),
    listSchedules: (request) =>
      translating(async () => {
        const { schedules, nextPageToken } = await on.listSchedules(request);
        return { schedules: schedules.map(scheduleOf), nextPageToken };
      }),
    pauseSchedule: (request) => translating(async () => scheduleOf(await on.pauseSchedule(request))),
    resumeSchedule: (request) => translating(async () => scheduleOf(await on.resumeSchedule(request))),
    triggerSchedule: (request) =>
      translating(async () => {
        const { schedule, occurrence } = await on.triggerSchedule(request);
        return { schedule: scheduleOf(schedule), occurrence: occurrenceOf(occurrence) };
      }),
    deleteSchedule: (request) =>
      translating(async () => {
        const schedule = await on.deleteSchedule(request);
        return schedule && scheduleOf(schedule);
      }),
  };
}

function specOf({ cron, interval, run, ...spec }: ScheduleInput): engine.ScheduleSpec {
  const { spec: file, definitionDigest: digest, definitionName: name = "", input, ...rest } = run;
  const named = digest === undefined ? ({ kind: "name", name } as const) : ({ kind: "digest", digest } as const);
  return {
    ...spec,
    timing:
      cron === undefined
        ? { kind: "interval", everyMs: interval?.everyMs ?? 0, offsetMs: interval?.offsetMs ?? 0 }
        : { kind: "cron", expression: cron.expression, timeZone: cron.timeZone ?? "UTC" },
    run: {
      ...rest,
      definition: file === undefined ? named : { kind: "spec", spec: definitionOf(file, "spec.run.spec") },
      ...given("input", input === undefined ? undefined : payloadOf(input)),
    },
  };
}

function scheduleOf({ spec, recent, ...schedule }: engine.Schedule): Schedule {
  const { timing, run, ...rest } = spec;
  const { definition, input, ...more } = run;
  return {
    ...schedule,
    spec: {
      ...rest,
      ...(timing.kind === "cron"
        ? { cron: { expression: timing.expression, timeZone: timing.timeZone } }
        : { interval: { everyMs: timing.everyMs, offsetMs: timing.offsetMs } }),
      run: {
        ...more,
        ...(definition.kind === "digest" && { definitionDigest: definition.digest }),
        ...(definition.kind === "name" && { definitionName: definition.name }),
        ...given("input", valueOfPayload(input)),
      },
    },
    recent: recent.map(occurrenceOf),
  };
}

function occurrenceOf({ triggered = false, failure, ...occurrence }: engine.ScheduleOccurrence): Occurrence {
  return { ...occurrence, triggered, failureReason: failure?.reason ?? "" };
}
