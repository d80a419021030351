/**
 * Schedules on the wire.
 */
import { create } from "@bufbuild/protobuf";
import {
  DueOutcome,
  type ScheduleOccurrence as OccurrenceMessage,
  OverlapPolicy,
  type PauseScheduleRequest as RequestMessage,
  type ScheduledRun as RunMessage,
  type Schedule as ScheduleMessage,
  ScheduleOccurrenceSchema,
  ScheduleSchema,
  ScheduleSpecSchema,
  type ScheduleSpec as SpecMessage,
} from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../engine/engine-error.js";
import type {
  Schedule,
  ScheduledRunRequest,
  ScheduleOccurrence,
  ScheduleRequest,
  ScheduleSpec,
  Timing,
} from "../../engine/schedule-requests.js";
import { flowSpecMessage } from "./definition.js";
import { readOverlapPolicy } from "./enum-names.js";
import { flowDefinitionOf } from "./flow-spec.js";
import { optionalPayloadMessage, payloadOf } from "./payload.js";
import { duration, millisOfDuration, millisOfTimestamp, optionalTimestamp, timestamp } from "./times.js";
import { refuseUnknownFields } from "./unknown-fields.js";

const DEFAULT_TIME_ZONE = "UTC";

/** What this server does not know of it, it could not do. */
export function scheduleSpecOf(spec: SpecMessage | undefined): ScheduleSpec {
  if (spec === undefined) throw missing("spec", "is required");
  refuseUnknownFields(spec, "spec");
  const { startTime, endTime, overlapPolicy, catchupWindow, run } = spec;
  if (run === undefined) throw missing("spec.run", "is required");
  const policy = readOverlapPolicy(overlapPolicy, "spec.overlap_policy");
  return {
    timing: timingOf(spec.timing),
    ...(startTime !== undefined && { startTime: millisOfTimestamp(startTime, "spec.start_time") }),
    ...(endTime !== undefined && { endTime: millisOfTimestamp(endTime, "spec.end_time") }),
    run: scheduledRunOf(run),
    ...(policy !== undefined && { overlapPolicy: policy }),
    ...(catchupWindow !== undefined && { catchupWindowMs: millisOfDuration(catchupWindow, "spec.catchup_window") }),
  };
}

function timingOf(timing: SpecMessage["timing"]): Timing {
  if (timing.case === "cron") {
    refuseUnknownFields(timing.value, "spec.cron");
    const { expression, timeZone } = timing.value;
    return { kind: "cron", expression, timeZone: timeZone === "" ? DEFAULT_TIME_ZONE : timeZone };
  }
  if (timing.case === undefined) throw missing("spec.timing", "is required: cron or interval");
  refuseUnknownFields(timing.value, "spec.interval");
  const { every, offset } = timing.value;
  if (every === undefined) throw missing("spec.interval.every", "is required");
  return {
    kind: "interval",
    everyMs: millisOfDuration(every, "spec.interval.every"),
    offsetMs: offset === undefined ? 0 : millisOfDuration(offset, "spec.interval.offset"),
  };
}

function scheduledRunOf(run: RunMessage): ScheduledRunRequest {
  refuseUnknownFields(run, "spec.run");
  const { input, labels, priority } = run;
  if (input !== undefined) refuseUnknownFields(input, "spec.run.input");
  return {
    definition: definitionOf(run.definition),
    ...(input !== undefined && { input: payloadOf(input) }),
    labels,
    ...(priority !== undefined && { priority }),
  };
}

function definitionOf(definition: RunMessage["definition"]): ScheduledRunRequest["definition"] {
  switch (definition.case) {
    case "spec":
      return { kind: "spec", spec: flowDefinitionOf(definition.value, "spec.run.spec") };
    case "definitionDigest":
      return { kind: "digest", digest: definition.value };
    case "definitionName":
      return { kind: "name", name: definition.value };
    case undefined:
      throw missing("spec.run.definition", "is required: spec, definition_digest or definition_name");
  }
}

function missing(field: string, what: string): EngineError {
  return new EngineError("INVALID_FIELD", `${field}: ${what}`, { metadata: { field } });
}

/** What the requests about one schedule have in common. */
export function scheduleRequestOf(message: Pick<RequestMessage, keyof ScheduleRequest>): ScheduleRequest {
  const { namespace, scheduleId, requestId, expectedRevision } = message;
  return { namespace, scheduleId, requestId, ...(expectedRevision !== undefined && { expectedRevision }) };
}

export function scheduleMessage(schedule: Schedule): ScheduleMessage {
  const { counts } = schedule;
  return create(ScheduleSchema, {
    namespace: schedule.namespace,
    scheduleId: schedule.scheduleId,
    spec: specMessage(schedule.spec),
    paused: schedule.paused,
    note: schedule.note,
    revision: schedule.revision,
    createTime: timestamp(schedule.createTime),
    updateTime: timestamp(schedule.updateTime),
    nextTimes: schedule.nextTimes.map(timestamp),
    runningFlowIds: [...schedule.runningFlowIds],
    bufferedTime: optionalTimestamp(schedule.bufferedTime),
    counts: {
      started: BigInt(counts.started),
      skipped: BigInt(counts.skipped),
      missed: BigInt(counts.missed),
      failed: BigInt(counts.failed),
    },
    recent: schedule.recent.map(occurrenceMessage),
  });
}

export function optionalScheduleMessage(schedule: Schedule | undefined): ScheduleMessage | undefined {
  return schedule === undefined ? undefined : scheduleMessage(schedule);
}

export function occurrenceMessage(occurrence: ScheduleOccurrence): OccurrenceMessage {
  const { dueTime, flowId, outcome, triggered = false, failure } = occurrence;
  return create(ScheduleOccurrenceSchema, {
    dueTime: timestamp(dueTime),
    flowId,
    outcome: DueOutcome[outcome],
    triggered,
    failureReason: failure?.reason ?? "",
    failureMessage: failure?.message ?? "",
  });
}

function specMessage({ timing, startTime, endTime, run, overlapPolicy, catchupWindowMs }: Schedule["spec"]) {
  return create(ScheduleSpecSchema, {
    timing: timingMessage(timing),
    startTime: optionalTimestamp(startTime),
    endTime: optionalTimestamp(endTime),
    run: runMessage(run),
    overlapPolicy: OverlapPolicy[overlapPolicy],
    catchupWindow: duration(catchupWindowMs),
  });
}

function timingMessage(timing: Timing) {
  if (timing.kind === "cron") {
    const { expression, timeZone } = timing;
    return { case: "cron" as const, value: { expression, timeZone } };
  }
  const { everyMs, offsetMs } = timing;
  const offset = offsetMs === 0 ? undefined : duration(offsetMs);
  return { case: "interval" as const, value: { every: duration(everyMs), offset } };
}

function runMessage({ definition, input, labels = {}, priority = 0 }: ScheduledRunRequest) {
  return {
    definition: definitionMessage(definition),
    input: optionalPayloadMessage(input),
    labels: { ...labels },
    ...(priority !== 0 && { priority }),
  };
}

function definitionMessage(definition: ScheduledRunRequest["definition"]) {
  switch (definition.kind) {
    case "spec":
      return { case: "spec" as const, value: flowSpecMessage(definition.spec) };
    case "digest":
      return { case: "definitionDigest" as const, value: definition.digest };
    case "name":
      return { case: "definitionName" as const, value: definition.name };
  }
}
