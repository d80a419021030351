/**
 * A schedule as a document.
 */
import { Binary } from "mongodb";
import type {
  BufferedFlow,
  DueFlow,
  DueOutcome,
  Occurrence,
  OverlapPolicy,
  ScheduleCounts,
  ScheduledFlow,
  ScheduleProgress,
  ScheduleRules,
} from "../../core/schedules/schedule.js";
import { type ScheduledRun, type ScheduleRecord, scheduleName } from "../schedule-store.js";
import { bytesOf, type PairsDocument, pairsFromDocument, pairsToDocument } from "./value-documents.js";

interface RulesDocument {
  readonly cron?: { readonly expression: string; readonly time_zone: string };
  readonly interval?: { readonly every_ms: number; readonly offset_ms: number };
  readonly start_time?: Date;
  readonly end_time?: Date;
  readonly overlap_policy: OverlapPolicy;
  readonly catchup_window_ms: number;
}

interface RunDocument {
  readonly definition_name?: string;
  readonly definition_digest?: string;
  readonly input?: { readonly content_type: string; readonly metadata: PairsDocument; readonly data: Binary };
  readonly labels: PairsDocument;
  readonly priority: number;
}

interface DueFlowDocument {
  readonly due_time: Date;
  readonly flow_id: string;
  readonly triggered?: true;
}

interface BufferedDocument extends DueFlowDocument {
  readonly cancels_others?: true;
}

interface FlowDocument extends DueFlowDocument {
  readonly started: boolean;
}

interface OccurrenceDocument extends DueFlowDocument {
  readonly outcome: DueOutcome;
  readonly failure?: { readonly reason: string; readonly message: string };
}

export interface ScheduleDocument {
  /** "<namespace>/<schedule>" */
  readonly _id: string;
  readonly namespace: string;
  readonly schedule_id: string;
  readonly version: number;
  readonly commit: string;
  readonly incarnation: string;
  readonly generation: number;
  readonly create_time: Date;
  readonly update_time: Date;
  readonly creation?: { readonly request_id: string; readonly digest: string };
  readonly rules: RulesDocument;
  readonly run: RunDocument;
  readonly paused: boolean;
  readonly note: string;
  readonly progress: {
    readonly cursor: Date;
    readonly flows: readonly FlowDocument[];
    readonly buffered?: BufferedDocument;
    readonly counts: ScheduleCounts;
    readonly recent: readonly OccurrenceDocument[];
  };
  readonly wake_time?: Date;
}

export function scheduleToDocument(record: ScheduleRecord): ScheduleDocument {
  const { namespace, scheduleId, version, commit, incarnation, generation, creation, paused, note, wakeTime } = record;
  return {
    _id: scheduleName(record),
    namespace,
    schedule_id: scheduleId,
    ...{ version, commit, incarnation, generation },
    create_time: new Date(record.createTime),
    update_time: new Date(record.updateTime),
    ...(creation !== undefined && { creation: { request_id: creation.requestId, digest: creation.digest } }),
    rules: rulesToDocument(record.rules),
    run: runToDocument(record.run),
    paused,
    note,
    progress: progressToDocument(record.progress),
    ...(wakeTime !== undefined && { wake_time: new Date(wakeTime) }),
  };
}

export function scheduleFromDocument(document: ScheduleDocument): ScheduleRecord {
  const { namespace, schedule_id, version, commit, incarnation, generation, creation, wake_time } = document;
  return {
    namespace,
    scheduleId: schedule_id,
    ...{ version, commit, incarnation, generation },
    createTime: document.create_time.getTime(),
    updateTime: document.update_time.getTime(),
    ...(creation !== undefined && { creation: { requestId: creation.request_id, digest: creation.digest } }),
    rules: rulesFromDocument(document.rules),
    run: runFromDocument(document.run),
    paused: document.paused,
    note: document.note,
    progress: progressFromDocument(document.progress),
    ...(wake_time !== undefined && { wakeTime: wake_time.getTime() }),
  };
}

function rulesToDocument({ timing, startTime, endTime, overlapPolicy, catchupWindowMs }: ScheduleRules): RulesDocument {
  return {
    ...(timing.kind === "cron"
      ? { cron: { expression: timing.expression, time_zone: timing.timeZone } }
      : { interval: { every_ms: timing.everyMs, offset_ms: timing.offsetMs } }),
    ...(startTime !== undefined && { start_time: new Date(startTime) }),
    ...(endTime !== undefined && { end_time: new Date(endTime) }),
    overlap_policy: overlapPolicy,
    catchup_window_ms: catchupWindowMs,
  };
}

function rulesFromDocument(document: RulesDocument): ScheduleRules {
  const { cron, interval, start_time, end_time } = document;
  return {
    timing:
      cron !== undefined
        ? { kind: "cron", expression: cron.expression, timeZone: cron.time_zone }
        : { kind: "interval", everyMs: interval?.every_ms ?? 0, offsetMs: interval?.offset_ms ?? 0 },
    ...(start_time !== undefined && { startTime: start_time.getTime() }),
    ...(end_time !== undefined && { endTime: end_time.getTime() }),
    overlapPolicy: document.overlap_policy,
    catchupWindowMs: document.catchup_window_ms,
  };
}

function runToDocument({ definition, input, labels, priority }: ScheduledRun): RunDocument {
  return {
    ...(definition.kind === "name" ? { definition_name: definition.name } : { definition_digest: definition.digest }),
    ...(input !== undefined && {
      input: {
        content_type: input.contentType,
        metadata: pairsToDocument(input.metadata),
        data: new Binary(input.data),
      },
    }),
    labels: pairsToDocument(labels),
    priority,
  };
}

function runFromDocument({ definition_name, definition_digest, input, labels, priority }: RunDocument): ScheduledRun {
  return {
    definition:
      definition_name === undefined
        ? { kind: "digest", digest: definition_digest ?? "" }
        : { kind: "name", name: definition_name },
    ...(input !== undefined && {
      input: {
        contentType: input.content_type,
        metadata: pairsFromDocument(input.metadata),
        data: bytesOf(input.data),
      },
    }),
    labels: pairsFromDocument(labels),
    priority,
  };
}

function progressToDocument({ cursor, flows, buffered, counts, recent }: ScheduleProgress) {
  return {
    cursor: new Date(cursor),
    flows: flows.map(({ started, ...due }) => ({ ...dueToDocument(due), started })),
    ...(buffered !== undefined && { buffered: bufferedToDocument(buffered) }),
    counts,
    recent: recent.map(({ outcome, failure, ...due }) => ({
      ...dueToDocument(due),
      outcome,
      ...(failure !== undefined && { failure }),
    })),
  };
}

function progressFromDocument(document: ScheduleDocument["progress"]): ScheduleProgress {
  const { cursor, flows, buffered, counts, recent } = document;
  return {
    cursor: cursor.getTime(),
    flows: flows.map((flow): ScheduledFlow => ({ ...dueFromDocument(flow), started: flow.started })),
    ...(buffered !== undefined && { buffered: bufferedFromDocument(buffered) }),
    counts,
    recent: recent.map(
      (one): Occurrence => ({
        ...dueFromDocument(one),
        outcome: one.outcome,
        ...(one.failure !== undefined && { failure: one.failure }),
      }),
    ),
  };
}

function bufferedToDocument({ cancelsOthers, ...due }: BufferedFlow): BufferedDocument {
  return { ...dueToDocument(due), ...(cancelsOthers === true && { cancels_others: true }) };
}

function bufferedFromDocument(document: BufferedDocument): BufferedFlow {
  return { ...dueFromDocument(document), ...(document.cancels_others === true && { cancelsOthers: true }) };
}

function dueToDocument({ dueTime, flowId, triggered }: DueFlow): DueFlowDocument {
  return { due_time: new Date(dueTime), flow_id: flowId, ...(triggered === true && { triggered }) };
}

function dueFromDocument({ due_time, flow_id, triggered }: DueFlowDocument): DueFlow {
  return { dueTime: due_time.getTime(), flowId: flow_id, ...(triggered === true && { triggered }) };
}
