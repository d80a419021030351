/**
 * Checks of the calls about schedules.
 */
import type { AcceptedDefinition } from "../../core/definition/accepted-definition.js";
import type { DefinitionIntake } from "../../core/definition/definition-intake.js";
import { checkDuration, checkLabels, checkPayload, isObject } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import { checkTiming } from "../../core/schedules/check-timing.js";
import { OVERLAP_POLICIES, type ScheduleRules } from "../../core/schedules/schedule.js";
import { SCHEDULE_LABELS } from "../../core/schedules/scheduled-flow.js";
import type {
  DeleteScheduleRequest,
  ListSchedulesRequest,
  PutScheduleRequest,
  ResumeScheduleRequest,
  ScheduledRunRequest,
  ScheduleRequest,
  ScheduleSpec,
  TriggerScheduleRequest,
} from "../schedule-requests.js";
import { checkSpec } from "./definitions.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkNamespace, checkOpaque, checkRequestId } from "./identifiers.js";
import { checkPriority, checkTime, pageSize } from "./numbers.js";
import type { CheckedPage } from "./reads.js";
import { type Checked, checkDigest } from "./run.js";
import { byteLength, checkName, checkProse } from "./text.js";

const SCHEDULE_ID = /^[A-Za-z0-9._-]+$/;
const PUT_MODES: readonly unknown[] = ["UPSERT", "CREATE", "REPLACE"];

export type CheckedPut = Omit<Checked<PutScheduleRequest>, "spec"> & {
  readonly rules: ScheduleRules;
  readonly run: ScheduledRunRequest;
  /** Where the definition came along. */
  readonly accepted?: AcceptedDefinition;
};

/** `now`: a schedule that is never due from then on is refused. */
export function checkPutSchedule(request: PutScheduleRequest, now: number): CheckedPut {
  const found = findings();
  const namespace = checkParts(found, request);
  const { spec, putMode, note } = request;
  if (putMode !== undefined && !PUT_MODES.includes(putMode)) {
    found.invalid("put_mode", "must be UPSERT, CREATE or REPLACE", putMode);
  }
  checkProse(found, "note", note, LIMITS.reasonBytes);
  if (!isObject(spec)) {
    found.invalid("spec", "is required");
    refuse(found);
  }
  const rules = checkRules(found, spec, now);
  const intake = checkRun(found, spec.run);
  refuse(found);
  const { spec: _, ...rest } = request;
  return { ...rest, namespace, rules, run: spec.run, ...(intake !== undefined && { accepted: intake.accepted }) };
}

export function checkSchedule<Request extends ScheduleRequest & { readonly note?: string }>(
  request: Request,
): Checked<Request> {
  const found = findings();
  const namespace = checkParts(found, request);
  checkProse(found, "note", request.note, LIMITS.reasonBytes);
  refuse(found);
  return { ...request, namespace };
}

export function checkTriggerSchedule(request: TriggerScheduleRequest): Checked<TriggerScheduleRequest> {
  const found = findings();
  const namespace = checkParts(found, request);
  checkOverlapPolicy(found, "overlap_policy", request.overlapPolicy);
  refuse(found);
  return { ...request, namespace };
}

export function checkListSchedules(request: ListSchedulesRequest): CheckedPage<ListSchedulesRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkOpaque(found, "page_token", request.pageToken);
  refuse(found);
  return { ...request, namespace, pageSize: pageSize(request.pageSize) };
}

type Parts = ScheduleRequest | ResumeScheduleRequest | TriggerScheduleRequest | DeleteScheduleRequest;

function checkParts(found: Findings, request: Parts): string {
  const namespace = checkNamespace(found, request.namespace);
  checkScheduleId(found, request.scheduleId);
  checkRequestId(found, request.requestId);
  if ("expectedRevision" in request) checkOpaque(found, "expected_revision", request.expectedRevision);
  return namespace;
}

function checkScheduleId(found: Findings, scheduleId: unknown): void {
  const field = "schedule_id";
  if (scheduleId === undefined || scheduleId === "") found.invalid(field, "is required");
  else if (typeof scheduleId !== "string" || !SCHEDULE_ID.test(scheduleId)) {
    found.invalid(field, "must be characters of A-Z, a-z, 0-9 and . _ -", scheduleId);
  } else if (byteLength(scheduleId) > LIMITS.scheduleIdBytes) {
    found.tooMuch(field, "bytes", LIMITS.scheduleIdBytes, byteLength(scheduleId));
  }
}

function checkRules(found: Findings, spec: ScheduleSpec, now: number): ScheduleRules {
  const { timing, startTime, endTime, overlapPolicy = "SKIP", catchupWindowMs = LIMITS.catchupWindowMs } = spec;
  checkTime(found, "spec.start_time", startTime);
  checkTime(found, "spec.end_time", endTime);
  if (startTime !== undefined && endTime !== undefined && endTime <= startTime) {
    found.invalid("spec.end_time", "must be after start_time", new Date(endTime).toISOString());
  }
  checkOverlapPolicy(found, "spec.overlap_policy", overlapPolicy);
  checkDuration(found, "spec.catchup_window", catchupWindowMs, 0);
  if (catchupWindowMs < LIMITS.catchupWindowMsMin) {
    found.invalid("spec.catchup_window", `must be at least ${LIMITS.catchupWindowMsMin} ms`, catchupWindowMs);
  }
  const rules = {
    timing,
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    overlapPolicy,
    catchupWindowMs,
  };
  checkTiming(found, "spec", rules, now);
  return rules;
}

function checkOverlapPolicy(found: Findings, field: string, policy: unknown): void {
  const known: readonly unknown[] = OVERLAP_POLICIES;
  if (policy !== undefined && !known.includes(policy)) {
    found.invalid(field, `must be one of ${OVERLAP_POLICIES.join(", ")}`, policy);
  }
}

/** Gives the definition, where it came along. */
function checkRun(found: Findings, run: ScheduledRunRequest | undefined): DefinitionIntake | undefined {
  if (!isObject(run)) {
    found.invalid("spec.run", "is required");
    return undefined;
  }
  const { definition, input, labels = {}, priority } = run;
  checkPayload(found, "spec.run.input", input);
  checkLabels(found, "spec.run.labels", labels);
  const most = LIMITS.labels - SCHEDULE_LABELS;
  if (Object.keys(labels).length > most) {
    found.tooMuch("spec.run.labels", "labels beside the schedule's own", most, Object.keys(labels).length);
  }
  checkPriority(found, "spec.run.priority", priority);
  if (definition?.kind === "spec") return checkSpec(found, definition.spec, "spec.run.spec");
  if (definition?.kind === "digest") checkDigest(found, "spec.run.definition_digest", definition.digest);
  else if (definition?.kind === "name") {
    checkName(found, "spec.run.definition_name", definition.name, LIMITS.definitionNameBytes);
  } else found.invalid("spec.run.definition", "is required: spec, definition_digest or definition_name");
  return undefined;
}
