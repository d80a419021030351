/**
 * Schedules through the Python client.
 */
import type { Occurrence, Retention, Schedule, ScheduleInput, Scheduling } from "../schedule-requests.js";
import { given } from "./engine-payloads.js";
import type { PythonDriver } from "./python-driver.js";
import { camel, durationMs, durationOf, listOf, type Plain, payloadInput, snake, timeOf } from "./python-values.js";

export function pythonSchedules(driver: PythonDriver): Scheduling {
  // Every answer of the driver is an object.
  const asked = async (method: string, params: Plain) => (await driver.ask(method, params)) as Plain;
  const schedule = async (method: string, request: object) =>
    scheduleOf((await asked(method, snake(request)))["schedule"]);
  return {
    getRetention: async (namespace) => retentionOf((await asked("get_retention", { namespace }))["retention"]),
    setRetention: async ({ rules, ...request }) => {
      const told = rules.map(({ olderThanMs, ...rule }) => ({
        ...rule,
        ...given("older_than", durationOf(olderThanMs)),
      }));
      return retentionOf((await asked("set_retention", { ...snake(request), rules: told }))["retention"]);
    },
    putSchedule: async ({ spec, ...request }) => {
      const {
        schedule: put,
        created,
        warnings,
      } = await asked("put_schedule", { ...snake(request), spec: specOf(spec) });
      return { schedule: scheduleOf(put), created: created === true, warnings: listOf(warnings).map(String) };
    },
    getSchedule: (key) => schedule("get_schedule", key),
    listSchedules: async (request) => {
      const { schedules, next_page_token } = await asked("list_schedules", snake(request));
      return { schedules: listOf(schedules).map(scheduleOf), nextPageToken: String(next_page_token) };
    },
    pauseSchedule: (request) => schedule("pause_schedule", request),
    resumeSchedule: (request) => schedule("resume_schedule", request),
    triggerSchedule: async (request) => {
      const answer = await asked("trigger_schedule", snake(request));
      return { schedule: scheduleOf(answer["schedule"]), occurrence: occurrenceOf(answer["occurrence"]) };
    },
    deleteSchedule: async (request) => {
      const { schedule: deleted } = await asked("delete_schedule", snake(request));
      return deleted === undefined ? undefined : scheduleOf(deleted);
    },
  };
}

function retentionOf(value: unknown): Retention {
  // As the driver writes a Retention of the Python package.
  const { rules, ...rest } = value as Plain;
  const told = listOf(rules).map((rule) => {
    const { states, labels = {}, older_than } = rule as Plain;
    return {
      ...(listOf(states).length > 0 && { states: listOf(states).map(String) }),
      ...(Object.keys(labels as object).length > 0 && { labels: labels as Record<string, string> }),
      ...given("olderThanMs", older_than === undefined ? undefined : durationMs(String(older_than))),
    };
  });
  return { ...(camel(rest) as Omit<Retention, "rules">), rules: told };
}

function specOf({ cron, interval, startTime, endTime, run, overlapPolicy, catchupWindowMs }: ScheduleInput): Plain {
  const { input, ...rest } = run;
  return {
    ...given("cron", cron && snake(cron)),
    ...given(
      "interval",
      interval && { every: durationOf(interval.everyMs), ...given("offset", durationOf(interval.offsetMs)) },
    ),
    ...given("start_time", timeOf(startTime)),
    ...given("end_time", timeOf(endTime)),
    run: { ...snake(rest), ...given("input", input === undefined ? undefined : payloadInput(input)) },
    ...given("overlap_policy", overlapPolicy),
    ...given("catchup_window", durationOf(catchupWindowMs)),
  };
}

function scheduleOf(value: unknown): Schedule {
  // As the driver writes a Schedule of the Python package.
  const { spec, next_times, recent, ...rest } = value as Plain;
  return {
    ...(camel(rest) as Omit<Schedule, "spec" | "nextTimes" | "recent">),
    spec: specValue(spec as Plain),
    nextTimes: listOf(next_times).map((time) => Date.parse(String(time))),
    recent: listOf(recent).map(occurrenceOf),
  };
}

function specValue({
  cron,
  interval,
  start_time,
  end_time,
  run,
  overlap_policy,
  catchup_window,
}: Plain): ScheduleInput {
  const { every = "", offset = "0s" } = (interval ?? {}) as Plain;
  const { labels, definition_digest, definition_name, input, priority = 0 } = run as Plain;
  return {
    ...(cron === undefined
      ? { interval: { everyMs: durationMs(String(every)), offsetMs: durationMs(String(offset)) } }
      : { cron: camel(cron) as NonNullable<ScheduleInput["cron"]> }),
    ...given("startTime", start_time === undefined ? undefined : Date.parse(String(start_time))),
    ...given("endTime", end_time === undefined ? undefined : Date.parse(String(end_time))),
    overlapPolicy: overlap_policy as NonNullable<ScheduleInput["overlapPolicy"]>,
    catchupWindowMs: durationMs(String(catchup_window)),
    run: {
      ...given("definitionDigest", definition_digest as string | undefined),
      ...given("definitionName", definition_name as string | undefined),
      labels: labels as Record<string, string>,
      priority: Number(priority),
      ...given("input", input),
    },
  };
}

function occurrenceOf(value: unknown): Occurrence {
  const { failure_message: _, due_time, ...occurrence } = value as Plain;
  return { ...(camel(occurrence) as Omit<Occurrence, "dueTime">), dueTime: Date.parse(String(due_time)) };
}
