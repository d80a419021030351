/**
 * GetSchedule, ListSchedules, PauseSchedule, ResumeSchedule, TriggerSchedule and DeleteSchedule.
 */
import { v5 as uuidV5 } from "uuid";
import type { DueFlow, Occurrence, ScheduleProgress } from "../../core/schedules/schedule.js";
import { ScheduleAccount } from "../../core/schedules/schedule-account.js";
import { DUE_TIME_LABEL, triggeredFlowId } from "../../core/schedules/scheduled-flow.js";
import { type ScheduleKey, scheduleName } from "../../store/schedule-store.js";
import { headerSegmentId } from "../../store/segment-id.js";
import { checkListSchedules, checkSchedule, checkTriggerSchedule } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type {
  DeleteScheduleRequest,
  ListSchedulesRequest,
  ListSchedulesResponse,
  PauseScheduleRequest,
  ResumeScheduleRequest,
  Schedule,
  ScheduleRequest,
  TriggerScheduleRequest,
  TriggerScheduleResponse,
} from "../schedule-requests.js";
import { changed, changeSchedule, scheduleConflict, scheduleNotFound } from "../schedules/change-schedule.js";
import { shownSchedule } from "../schedules/shown-schedule.js";
import { pageToken, parsePageToken } from "../views/page-token.js";
import { expectScheduleRevision, scheduleInList } from "../views/schedule-value.js";
import { deletionMark } from "./deletion-mark.js";
import { listInTurn } from "./list-in-turn.js";

const TRIES = 20;

/** The name space of what is derived from the request ids of triggers. */
const TRIGGERS = "5b0f6a3e-8f0e-4f3c-9a55-0b9d0f4f8f11";

export async function getSchedule(machinery: Machinery, request: ScheduleRequest): Promise<Schedule> {
  const key = checkSchedule(request);
  const record = await machinery.store.schedules.read(key);
  if (record === undefined) throw scheduleNotFound(key);
  return shownSchedule(machinery, record);
}

/** Throws OVERLOADED where too many lists are made already. */
export async function listSchedules(
  machinery: Machinery,
  request: ListSchedulesRequest,
  call: CallContext = {},
): Promise<ListSchedulesResponse> {
  const checked = checkListSchedules(request);
  return listInTurn(machinery, checked.namespace, call, () => listed(machinery, checked));
}

async function listed(
  { store, clock, nextTimes }: Machinery,
  { namespace, pageSize, pageToken: token = "" }: ReturnType<typeof checkListSchedules>,
): Promise<ListSchedulesResponse> {
  const after = token === "" ? undefined : String(parsePageToken(token, ["string"])[0]);
  const records = await store.schedules.list(namespace, after, pageSize);
  const last = records.at(-1);
  const now = clock.now();
  return {
    schedules: await Promise.all(
      records.map(async (record) => scheduleInList(record, await nextTimes.of(record, now, 1))),
    ),
    nextPageToken: records.length === pageSize && last !== undefined ? pageToken([last.scheduleId]) : "",
  };
}

export async function pauseSchedule(machinery: Machinery, request: PauseScheduleRequest): Promise<Schedule> {
  const { note, expectedRevision, ...key } = checkSchedule(request);
  const record = await changeSchedule(machinery, key, (current, now) => {
    expectScheduleRevision(current, expectedRevision);
    const kept = note ?? current.note;
    return current.paused && kept === current.note ? {} : { paused: true, note: kept, ...changed(current, now) };
  });
  await machinery.schedules.look(key);
  return shownSchedule(machinery, record);
}

export async function resumeSchedule(machinery: Machinery, request: ResumeScheduleRequest): Promise<Schedule> {
  const { note, expectedRevision, catchUp = false, ...key } = checkSchedule(request);
  const record = await changeSchedule(machinery, key, (current, now) => {
    expectScheduleRevision(current, expectedRevision);
    const kept = note ?? current.note;
    if (!current.paused && kept === current.note) return {};
    const { progress } = current;
    const cursor = current.paused && !catchUp ? Math.max(progress.cursor, now) : progress.cursor;
    return { paused: false, note: kept, progress: { ...progress, cursor }, ...changed(current, now) };
  });
  await machinery.schedules.look(key);
  return shownSchedule(machinery, (await machinery.store.schedules.read(key)) ?? record);
}

export async function triggerSchedule(
  machinery: Machinery,
  request: TriggerScheduleRequest,
): Promise<TriggerScheduleResponse> {
  const { overlapPolicy, requestId = "", ...key } = checkTriggerSchedule(request);
  const { environment, store, schedules } = machinery;
  const id = requestId === "" ? environment.uniqueId() : uuidV5(`${key.namespace}/${requestId}`, TRIGGERS);
  const flowId = triggeredFlowId(key.scheduleId, id);
  const before = requestId === "" ? undefined : await startedBefore(machinery, key, flowId);
  let known: Occurrence | undefined;
  const record = await changeSchedule(machinery, key, (current, now) => {
    // Anew for each try: what was decided on a record that another write has replaced is nowhere.
    known = before ?? occurrenceOf(current.progress, flowId);
    if (known !== undefined) return {};
    const account = new ScheduleAccount(current.progress);
    const due: DueFlow = { dueTime: now, flowId, triggered: true };
    known = { ...due, outcome: account.decide(due, overlapPolicy ?? current.rules.overlapPolicy) };
    return { progress: account.progress(current.progress.cursor) };
  });
  await schedules.look(key);
  const after = (await store.schedules.read(key)) ?? record;
  const occurrence = occurrenceOf(after.progress, flowId) ?? known;
  if (occurrence === undefined) throw scheduleConflict(key);
  return { schedule: await shownSchedule(machinery, after), occurrence };
}

/**
 * What it has decided to start is there before it goes: else whoever is about to write it would do so when the caller knows that the
 * schedule is deleted. Throws SCHEDULE_NOT_FOUND (unless a missing one is allowed), REVISION_MISMATCH, or CONFLICT, also where a
 * flow cannot be started now.
 */
export async function deleteSchedule(
  machinery: Machinery,
  request: DeleteScheduleRequest,
): Promise<Schedule | undefined> {
  const { allowMissing = false, expectedRevision, requestId, ...key } = checkSchedule(request);
  const mark = deletionMark(machinery.store.payloads, `schedule:${scheduleName(key)}`, requestId);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [record, meant] = await Promise.all([machinery.store.schedules.read(key), mark.read()]);
    if (record === undefined || (meant !== undefined && meant !== record.incarnation)) {
      if (allowMissing) return undefined;
      throw scheduleNotFound(key);
    }
    expectScheduleRevision(record, expectedRevision);
    // Another copy of the request may have marked another schedule meanwhile.
    if (!(await mark.set(record.incarnation))) continue;
    if (record.progress.flows.some(({ started }) => !started)) await machinery.schedules.look(key);
    else if (await machinery.store.schedules.delete(record)) return shownSchedule(machinery, record);
  }
  throw scheduleConflict(key);
}

/** Of a repeat: what the flow itself tells, though the schedule has forgotten it. */
async function startedBefore(
  { store }: Machinery,
  { namespace }: ScheduleKey,
  flowId: string,
): Promise<Occurrence | undefined> {
  const header = await store.segments.readNodes(headerSegmentId(namespace, flowId), []);
  if (header === undefined) return undefined;
  const dueTime = Date.parse(header.flow.labels[DUE_TIME_LABEL] ?? "") || header.flow.createTime;
  return { dueTime, flowId, triggered: true, outcome: "STARTED" };
}

/** What became of a due time, as far as that is kept. */
function occurrenceOf({ recent, flows, buffered }: ScheduleProgress, flowId: string): Occurrence | undefined {
  const noted = recent.find((one) => one.flowId === flowId);
  if (noted !== undefined) return noted;
  const flow = flows.find((one) => one.flowId === flowId);
  if (flow !== undefined) {
    const { started: _, ...due } = flow;
    return { ...due, outcome: "STARTED" };
  }
  if (buffered?.flowId !== flowId) return undefined;
  const { cancelsOthers: _, ...due } = buffered;
  return { ...due, outcome: "BUFFERED" };
}
