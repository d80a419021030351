/**
 * PutSchedule: makes a schedule, or gives one that is there another spec.
 */
import { createHash } from "node:crypto";
import { LIMITS } from "../../core/limits.js";
import { newProgress, type ScheduleRules } from "../../core/schedules/schedule.js";
import { wakeTimeOf } from "../../core/schedules/wake-time.js";
import { canonicalJson } from "../../core/state/outcome-digest.js";
import type { ScheduledRun, ScheduleRecord } from "../../store/schedule-store.js";
import { type CheckedPutSchedule, checkPutSchedule } from "../checks/index.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { PutScheduleRequest, PutScheduleResponse } from "../schedule-requests.js";
import { changed, changeSchedule, scheduleConflict, scheduleNotFound } from "../schedules/change-schedule.js";
import { shownSchedule } from "../schedules/shown-schedule.js";
import { expectScheduleRevision } from "../views/schedule-value.js";
import { scheduledRun } from "./scheduled-run.js";

const TRIES = 5;

/**
 * Throws SCHEDULE_EXISTS, SCHEDULE_NOT_FOUND, REVISION_MISMATCH, REQUEST_ID_REUSED, DEFINITION_NOT_FOUND, LIMIT_EXCEEDED or
 * CONFLICT, and what `checkPutSchedule` throws.
 */
export async function putSchedule(machinery: Machinery, request: PutScheduleRequest): Promise<PutScheduleResponse> {
  const { clock, store } = machinery;
  const checked = checkPutSchedule(request, clock.now());
  const { run, warnings } = await scheduledRun(machinery, checked);
  const shown = async (record: ScheduleRecord) => {
    const schedule = await shownSchedule(machinery, record);
    return checked.validateOnly === true ? { ...schedule, revision: "" } : schedule;
  };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const existing = await store.schedules.read(checked);
    if (existing === undefined) {
      const record = newSchedule(machinery, checked, run);
      await expectRoom(machinery, checked.namespace);
      if (checked.validateOnly === true) return { schedule: await shown(record), created: true, warnings };
      if (!(await store.schedules.insert(record))) continue;
      void machinery.schedules.look(checked);
      return { schedule: await shown(record), created: true, warnings };
    }
    const isRepeat = expectPuttable(checked, run, existing);
    const record = isRepeat ? existing : await replaced(machinery, checked, run, existing);
    return { schedule: await shown(record), created: isRepeat, warnings };
  }
  throw scheduleConflict(checked);
}

function newSchedule(machinery: Machinery, checked: CheckedPutSchedule, run: ScheduledRun): ScheduleRecord {
  const { namespace, scheduleId, putMode, expectedRevision = "", requestId = "", rules } = checked;
  if (putMode === "REPLACE" || expectedRevision !== "") throw scheduleNotFound(checked);
  const { clock, process, environment } = machinery;
  const now = clock.now();
  const progress = newProgress(now);
  const paused = checked.paused ?? false;
  const wakeTime = wakeTimeOf(rules, progress, { now, paused });
  return {
    ...{ namespace, scheduleId, rules, run, paused, progress },
    version: 1,
    commit: `${process}:${environment.randomBits()}`,
    incarnation: environment.randomBits(),
    generation: 1,
    createTime: now,
    updateTime: now,
    ...(requestId !== "" && { creation: { requestId, digest: digestOf(checked, run) } }),
    note: checked.note ?? "",
    ...(wakeTime !== undefined && { wakeTime }),
  };
}

/** Of several that are put at the same moment a few may pass. */
async function expectRoom({ store }: Machinery, namespace: string): Promise<void> {
  const limit = LIMITS.schedulesPerNamespace;
  if ((await store.schedules.count(namespace, limit)) < limit) return;
  const message = `namespace ${namespace} has ${limit} schedules already, which is the most (schedules_per_namespace)`;
  throw new EngineError("LIMIT_EXCEEDED", message, {
    metadata: { field: "schedule_id", limit: String(limit), value: String(limit + 1) },
  });
}

/** True = this very request has made it. */
function expectPuttable(checked: CheckedPutSchedule, run: ScheduledRun, existing: ScheduleRecord): boolean {
  const { namespace, scheduleId, putMode, requestId = "" } = checked;
  const metadata = { namespace, schedule_id: scheduleId };
  if (putMode !== "CREATE") {
    expectScheduleRevision(existing, checked.expectedRevision);
    return false;
  }
  if (requestId === "" || existing.creation?.requestId !== requestId) {
    throw new EngineError("SCHEDULE_EXISTS", `schedule ${scheduleId} exists in namespace ${namespace}`, { metadata });
  }
  if (existing.creation.digest === digestOf(checked, run)) return true;
  throw new EngineError("REQUEST_ID_REUSED", `request_id ${requestId} made schedule ${scheduleId} with another spec`, {
    metadata: { ...metadata, request_id: requestId },
  });
}

async function replaced(
  machinery: Machinery,
  checked: CheckedPutSchedule,
  run: ScheduledRun,
  existing: ScheduleRecord,
): Promise<ScheduleRecord> {
  if (checked.validateOnly === true) return { ...existing, ...withSpec(existing, machinery.clock.now(), checked, run) };
  const written = await changeSchedule(machinery, checked, (record, now) => {
    expectScheduleRevision(record, checked.expectedRevision);
    return withSpec(record, now, checked, run);
  });
  void machinery.schedules.look(checked);
  return written;
}

function withSpec(record: ScheduleRecord, now: number, checked: CheckedPutSchedule, run: ScheduledRun) {
  const { rules } = checked;
  const paused = checked.paused ?? record.paused;
  const note = checked.note ?? record.note;
  const goesOn = timesOf(rules) === timesOf(record.rules) && paused === record.paused;
  const { progress } = record;
  const content = { rules, run, paused, note };
  if (canonicalJson(content) === canonicalJson(contentOf(record))) return {};
  return {
    ...content,
    progress: goesOn ? progress : { ...progress, cursor: Math.max(progress.cursor, now) },
    ...changed(record, now),
  };
}

function contentOf({ rules, run, paused, note }: ScheduleRecord) {
  return { rules, run, paused, note };
}

/** When flows are due. */
function timesOf({ timing, startTime, endTime }: ScheduleRules): string {
  return canonicalJson({ timing, startTime, endTime });
}

function digestOf({ rules, paused, note }: CheckedPutSchedule, run: ScheduledRun): string {
  return createHash("sha256").update(canonicalJson({ rules, run, paused, note })).digest("base64url");
}
