/**
 * Schedules as plain values, and as messages.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { durationMs } from "@bufbuild/protobuf/wkt";
import {
  CronTimingSchema,
  DueOutcome,
  IntervalTimingSchema,
  type ScheduleOccurrence as OccurrenceMessage,
  OverlapPolicy,
  ScheduledRunSchema,
  type Schedule as ScheduleMessage,
  ScheduleSpecSchema,
  type ScheduleSpec as SpecMessage,
} from "#gen/lazyengine/v1/schedule_pb.js";
import { enumNumber } from "./enum-number.js";
import { invalidField } from "./invalid-field.js";
import { payloadMessage, payloadValue } from "./payload.js";
import { checkFields, isObject, type PlainFields, plainFields } from "./plain-shape.js";
import { required } from "./response-values.js";
import type { RunDefinition } from "./run-definition.js";
import { definitionField } from "./run-request.js";
import type { Schedule, ScheduleOccurrence, ScheduleSpec, ScheduleTiming } from "./schedule-requests.js";
import { type DurationInput, durationInputMessage, timeOf, timestampMessage } from "./times.js";
import { nameOf } from "./values-of-messages.js";

type SpecInit = Exclude<MessageInitShape<typeof ScheduleSpecSchema>, { readonly $typeName: string }>;

/** A plain spec has the fields of its timing and of what it runs for its own. */
const SPEC_FIELDS: PlainFields = new Map([
  ...[...plainFields(CronTimingSchema, "spec.cron")].map(
    ([name, field]) => [name === "expression" ? "cron" : name, field] as const,
  ),
  ...plainFields(IntervalTimingSchema, "spec.interval"),
  ...plainFields(ScheduledRunSchema, "spec.run", ["spec", "definitionDigest", "definitionName"]),
  ...plainFields(ScheduleSpecSchema, "spec", ["cron", "interval", "run"]),
]);

/** Throws INVALID_FIELD for what callers without types may have left out, or said twice. */
export function scheduleSpecMessage(spec: ScheduleSpec): SpecInit {
  checkFields(spec, SPEC_FIELDS, "spec", "spec", ["run"]);
  const { run, input, labels, priority, startTime, endTime, overlapPolicy, catchupWindow } = spec;
  return {
    timing: timingField(spec),
    ...(startTime !== undefined && { startTime: timestampMessage(startTime, "spec.start_time") }),
    ...(endTime !== undefined && { endTime: timestampMessage(endTime, "spec.end_time") }),
    run: {
      definition: scheduledDefinition(run),
      ...(input !== undefined && { input: payloadMessage(input, "spec.run.input") }),
      labels: { ...labels },
      ...(priority !== undefined && { priority }),
    },
    overlapPolicy: overlapPolicyNumber(overlapPolicy, "spec.overlap_policy"),
    ...(catchupWindow !== undefined && { catchupWindow: durationInputMessage(catchupWindow, "spec.catchup_window") }),
  };
}

export function overlapPolicyNumber(policy: ScheduleSpec["overlapPolicy"], field: string): OverlapPolicy {
  return policy === undefined ? OverlapPolicy.UNSPECIFIED : enumNumber(OverlapPolicy, policy, field);
}

function scheduledDefinition(run: RunDefinition): ReturnType<typeof definitionField> {
  if (isObject(run) && Object.keys(run).length > 0) return definitionField(run, "spec.run");
  throw invalidField("spec.run", "must be a definition, { definitionName } or { definitionDigest }");
}

function timingField(timing: ScheduleTiming): NonNullable<SpecInit["timing"]> {
  const { cron, timeZone, every, offset }: TimingFields = timing;
  if ((cron === undefined) === (every === undefined)) {
    throw invalidField("spec.timing", `must be cron or every, got ${cron === undefined ? "neither" : "both"}`);
  }
  if (cron !== undefined) {
    if (offset !== undefined) throw invalidField("spec.interval.offset", "belongs to every, not to cron");
    return { case: "cron", value: { expression: cron, timeZone: timeZone ?? "" } };
  }
  if (timeZone !== undefined) throw invalidField("spec.cron.time_zone", "belongs to cron, not to every");
  const [span, begin] = [
    durationInputMessage(every, "spec.interval.every"),
    durationInputMessage(offset, "spec.interval.offset"),
  ];
  return {
    case: "interval",
    value: { ...(span !== undefined && { every: span }), ...(begin !== undefined && { offset: begin }) },
  };
}

/** As callers without types may give it. */
interface TimingFields {
  readonly cron?: string;
  readonly timeZone?: string;
  readonly every?: DurationInput;
  readonly offset?: DurationInput;
}

export function scheduleValue(message: ScheduleMessage | undefined): Schedule {
  const schedule = required(message, "schedule");
  const { namespace, scheduleId, paused, note, revision, runningFlowIds, counts } = schedule;
  const createTime = timeOf(schedule.createTime);
  const updateTime = timeOf(schedule.updateTime);
  const bufferedTime = timeOf(schedule.bufferedTime);
  return {
    ...{ namespace, scheduleId, paused, note, revision, runningFlowIds },
    spec: specValue(required(schedule.spec, "spec")),
    ...(createTime !== undefined && { createTime }),
    ...(updateTime !== undefined && { updateTime }),
    nextTimes: schedule.nextTimes.flatMap((time) => timeOf(time) ?? []),
    ...(bufferedTime !== undefined && { bufferedTime }),
    counts: {
      started: Number(counts?.started ?? 0),
      skipped: Number(counts?.skipped ?? 0),
      missed: Number(counts?.missed ?? 0),
      failed: Number(counts?.failed ?? 0),
    },
    recent: schedule.recent.map(occurrenceValue),
  };
}

export function occurrenceValue(message: OccurrenceMessage): ScheduleOccurrence {
  const { flowId, outcome, triggered, failureReason, failureMessage } = message;
  const dueTime = timeOf(message.dueTime);
  return {
    ...(dueTime !== undefined && { dueTime }),
    flowId,
    outcome: nameOf(DueOutcome, outcome) as ScheduleOccurrence["outcome"], // The unspecified one is never sent.
    triggered,
    ...(failureReason !== "" && { failure: { reason: failureReason, message: failureMessage } }),
  };
}

function specValue(spec: SpecMessage): ScheduleSpec {
  const { run, startTime, endTime, overlapPolicy, catchupWindow } = spec;
  const start = timeOf(startTime);
  const end = timeOf(endTime);
  const input = payloadValue(run?.input);
  return {
    ...timingValue(spec),
    run: definitionValue(run?.definition),
    ...(input !== undefined && { input }),
    labels: run?.labels ?? {},
    ...(run?.priority !== undefined && { priority: run.priority }),
    ...(start !== undefined && { startTime: start }),
    ...(end !== undefined && { endTime: end }),
    overlapPolicy: nameOf(OverlapPolicy, overlapPolicy) as NonNullable<ScheduleSpec["overlapPolicy"]>, // As above.
    ...(catchupWindow !== undefined && { catchupWindow: durationMs(catchupWindow) }),
  };
}

function timingValue({ timing }: SpecMessage): ScheduleTiming {
  switch (timing.case) {
    case "cron":
      return { cron: timing.value.expression, timeZone: timing.value.timeZone };
    case "interval": {
      const { every, offset } = timing.value;
      return {
        every: durationMs(required(every, "every")),
        ...(offset !== undefined && { offset: durationMs(offset) }),
      };
    }
    default:
      return required<ScheduleTiming>(undefined, "timing that this version of the client knows");
  }
}

function definitionValue(definition: NonNullable<SpecMessage["run"]>["definition"] | undefined): RunDefinition {
  switch (definition?.case) {
    case "definitionDigest":
      return { definitionDigest: definition.value };
    case "definitionName":
      return { definitionName: definition.value };
    default:
      return required(definition?.value, "definition");
  }
}
