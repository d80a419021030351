/**
 * The collections of a database, by name and document.
 */
import type { Binary, Collection, Db } from "mongodb";
import type { RetentionDocument } from "./retention-document.js";
import type { ScheduleDocument } from "./schedule-document.js";
import type { SegmentDocument } from "./segment-document.js";
import type { PairsDocument } from "./value-documents.js";

export interface PayloadRow {
  _id: string;
  content_type: string;
  /** Absent = none. */
  metadata?: PairsDocument;
  data: Binary;
  /** When it was written last, by the database's clock. */
  write_time: Date;
}

export interface DefinitionRow {
  /** "<namespace>/<digest>" */
  _id: string;
  namespace: string;
  digest: string;
  name: string;
  version: string;
  task_count: number;
  chunk_count: number;
  put_time?: Date;
  use_time: Date;
}

export interface DefinitionChunkRow {
  /** "<namespace>/<digest>/<number>" */
  _id: string;
  data: Binary;
  /** The digests of the definitions that its tasks run, 32 bytes each. Absent = none, or an earlier version wrote it. */
  names?: Binary[];
  write_time: Date;
}

export interface SessionRow {
  /** "<namespace>/<session>" */
  _id: string;
  namespace: string;
  session: string;
  principal: string;
  owner?: string;
  /** Whose stream the last opening took over: "<process>@<epoch of the opening>", so that it differs each time. */
  taken_from?: string;
  /** Whether the last opening found it live. */
  resumed: boolean;
  epoch: number;
  base_epoch: number;
  state: "LIVE" | "EXPIRED";
  worker: string;
  /** Absent where an older version opened it. */
  queues?: string[];
  lease_ms: number;
  expire_time?: Date;
}

export interface QueueRow {
  /** "<namespace>/<queue>" */
  _id: string;
  namespace: string;
  queue: string;
  /** Absent = it was never set, and is there for what is lent alone. */
  version?: number;
  pause?: { until?: Date };
  concurrency?: { limit: number; epoch: number };
  rate?: { tasks: number; period_ms: number; epoch: number };
  /** Where there is a limit. */
  lending?: {
    epoch: number;
    since: Date;
    counted: boolean;
    unlent: number;
    blocks: { lender: string; permits: number; until: Date; sequence: number; wants?: boolean }[];
  };
  /** Where there is a rate. */
  usage?: {
    epoch: number;
    spent: { at: Date; tasks: number }[];
    reserved: { lender: string; tasks: number; until: Date; sequence: number }[];
  };
  /** By what permits came back last: differs each time. */
  freed_by?: string;
  reason: string;
  update_time: Date;
  /** The process that set it, and the version: so that it differs each time. */
  set_by?: string;
  requests?: { id: string; digest: string }[];
}

export interface ProcessRow {
  /** The process's name. */
  _id: string;
  expire_time: Date;
}

export interface FormatRow {
  _id: "format";
  /** The format in which documents are written. */
  active: number;
  /** The newest format for which validators and indexes were prepared. */
  prepared: number;
  /** How often something had to be written so that a read is of the latest. */
  latest_reads?: number;
}

export interface Collections {
  readonly segments: Collection<SegmentDocument>;
  readonly payloads: Collection<PayloadRow>;
  readonly definitions: Collection<DefinitionRow>;
  readonly definitionChunks: Collection<DefinitionChunkRow>;
  readonly sessions: Collection<SessionRow>;
  readonly processes: Collection<ProcessRow>;
  readonly queues: Collection<QueueRow>;
  readonly schedules: Collection<ScheduleDocument>;
  readonly retention: Collection<RetentionDocument>;
  readonly meta: Collection<FormatRow>;
}

export const SEGMENTS = "segments";
export const PAYLOADS = "payloads";
export const DEFINITIONS = "definitions";
export const DEFINITION_CHUNKS = "definition_chunks";
export const SESSIONS = "sessions";
export const PROCESSES = "processes";
export const QUEUES = "queues";
export const SCHEDULES = "schedules";
export const RETENTION = "retention";
export const META = "meta";

export function collectionsOf(db: Db): Collections {
  return {
    segments: db.collection(SEGMENTS),
    payloads: db.collection(PAYLOADS),
    definitions: db.collection(DEFINITIONS),
    definitionChunks: db.collection(DEFINITION_CHUNKS),
    sessions: db.collection(SESSIONS),
    processes: db.collection(PROCESSES),
    queues: db.collection(QUEUES),
    schedules: db.collection(SCHEDULES),
    retention: db.collection(RETENTION),
    meta: db.collection(META),
  };
}
