/**
 * Segments in MongoDB: one document each, changed by guarded updates.
 */
import type { Db } from "mongodb";
import { entryBytes } from "../../core/state/entry-bytes.js";
import { partIdPrefix, treeIdRange } from "../segment-id.js";
import type { SegmentCounts, SegmentGuard, SegmentRecord, SegmentUpdate } from "../segment-record.js";
import type {
  DueSegment,
  FlowCursor,
  FlowFilter,
  FlowRun,
  HeldSegment,
  HistoryPart,
  HistoryQuery,
  NestedRun,
  OldFlow,
  PartedRun,
  SegmentStore,
  SegmentVersion,
  UpdateResult,
  WaitingHead,
  WriterState,
} from "../segment-store.js";
import { WriteRejected } from "../store-errors.js";
import { type ChangeFeeds, isLaterPosition } from "./change-feeds.js";
import { collectionsOf, SEGMENTS } from "./collections.js";
import { Gathered } from "./gathered.js";
import { readHeadsOf, readHeadsOfEach, readWaitingQueues } from "./heads-queries.js";
import { LatestReads } from "./latest-reads.js";
import { readNestedRuns, readPartedRuns } from "./leftover-queries.js";
import { type LentRequest, readLent } from "./lent-reads.js";
import { reaching } from "./mongo-errors.js";
import { readOldest } from "./oldest-flows.js";
import type { Formats } from "./segment-formats.js";
import {
  heldInQuery,
  listFlows,
  readDocumentNodes,
  readDue,
  readHeaders,
  readHeld,
  readHeldBy,
  readHeldByAny,
  readWithin,
} from "./segment-queries.js";
import { readSegments, readWriters } from "./segment-read.js";
import { guardFilter } from "./segment-update.js";
import { sendWrites } from "./write-command.js";

export class MongoSegments implements SegmentStore {
  readonly #db: Db;
  readonly #formats: Formats;
  readonly #feeds: ChangeFeeds;
  readonly #latest: LatestReads;
  readonly #heads = new Gathered((requests: readonly HeadsRequest[]) => this.#readHeads(requests));
  readonly #lent = new Gathered((requests: readonly LentRequest[]) =>
    readLent(this.#segments, requests, (ids) => this.read(ids)),
  );

  constructor(db: Db, formats: Formats, feeds: ChangeFeeds) {
    this.#db = db;
    this.#formats = formats;
    this.#feeds = feeds;
    this.#latest = new LatestReads(collectionsOf(db).meta);
  }

  async insert(records: readonly SegmentRecord[]): Promise<readonly boolean[]> {
    const documents = records.map((record) => this.#formats.active.toDocument(record));
    const estimate = sum(records.map(({ nodes }) => nodesBytes(nodes)));
    const result = await sendWrites(this.#db, { insert: SEGMENTS, field: "documents" }, documents, estimate);
    const [rejected] = result.rejected;
    if (rejected !== undefined) throw new WriteRejected(`${records[rejected.index]?.id}: ${rejected.message}`);
    const existed = new Set(result.duplicates);
    return records.map((_record, index) => !existed.has(index));
  }

  async read(ids: readonly string[]): Promise<readonly (SegmentRecord | undefined)[]> {
    return reaching(() => readSegments(this.#segments, ids, this.#formats));
  }

  async readLatest(ids: readonly string[]): Promise<readonly (SegmentRecord | undefined)[]> {
    const concern = await this.#latest.concern();
    return reaching(() => readSegments(this.#segments, ids, this.#formats, concern));
  }

  async headers(ids: readonly string[]): Promise<readonly (SegmentRecord | undefined)[]> {
    const documents = await reaching(() => readHeaders(this.#segments, ids));
    const records = documents.map((document) => this.#formats.read({ nodes: {}, ...document }));
    const byId = new Map(records.map((record) => [record.id, record]));
    return ids.map((id) => byId.get(id));
  }

  async readNodes(id: string, nodes: readonly number[]): Promise<SegmentRecord | undefined> {
    const document = await reaching(() => readDocumentNodes(this.#segments, id, nodes));
    return document === null ? undefined : this.#formats.read({ nodes: {}, ...document });
  }

  async update(updates: readonly SegmentUpdate[]): Promise<UpdateResult> {
    const statements = updates.map((update) => this.#formats.active.updateStatement(update));
    const estimate = sum(updates.map(({ nodes }) => nodesBytes(nodes)));
    const { count, rejected } = await sendWrites(
      this.#db,
      { update: SEGMENTS, field: "updates" },
      statements,
      estimate,
    );
    return { matched: count, rejected };
  }

  writers(ids: readonly string[], process: string): Promise<readonly WriterState[]> {
    return reaching(() => readWriters(this.#segments, ids, process));
  }

  async replace(guard: SegmentGuard, record: SegmentRecord): Promise<boolean> {
    const { active } = this.#formats;
    const statement = { q: guardFilter(guard, active.number), u: active.toDocument(record) };
    const estimate = nodesBytes(record.nodes);
    const { count, rejected } = await sendWrites(
      this.#db,
      { update: SEGMENTS, field: "updates" },
      [statement],
      estimate,
    );
    const [refused] = rejected;
    if (refused !== undefined) throw new WriteRejected(`${record.id}: ${refused.message}`);
    return count === 1;
  }

  async delete(guard: SegmentGuard): Promise<boolean> {
    const filter = guardFilter(guard, this.#formats.active.number);
    const { deletedCount } = await reaching(() => this.#segments.deleteOne(filter));
    return deletedCount === 1;
  }

  async deleteParts(run: FlowRun): Promise<void> {
    const prefix = partIdPrefix(run);
    // "0" is the character after "/".
    const parts = { _id: { $gt: prefix, $lt: `${prefix.slice(0, -1)}0` } };
    await reaching(() => this.#segments.deleteMany({ ...parts, segment: { $ne: 1 } }));
    await reaching(() => this.#segments.deleteMany(parts));
  }

  async partedRuns(ageMs: number, after: string | undefined, limit: number): Promise<readonly PartedRun[]> {
    return reaching(() => readPartedRuns(this.#segments, ageMs, after, limit));
  }

  async nestedRuns(depth: number, after: string | undefined, limit: number): Promise<readonly NestedRun[]> {
    return reaching(() => readNestedRuns(this.#segments, depth, after, limit));
  }

  async heads(namespace: string, queue: string, limit: number, flowId?: string): Promise<readonly WaitingHead[]> {
    if (limit <= 0) return [];
    if (flowId !== undefined) return reaching(() => readHeadsOf(this.#segments, namespace, flowId, queue, limit));
    return this.#heads.ask({ namespace, queue, limit });
  }

  async waitingQueues(namespace: string, limit: number, prefix = "", after = prefix): Promise<readonly string[]> {
    return reaching(() => readWaitingQueues(this.#segments, namespace, limit, { prefix, after }));
  }

  async due(time: number, limit: number, except: readonly string[] = []): Promise<readonly DueSegment[]> {
    return limit <= 0 ? [] : reaching(() => readDue(this.#segments, time, limit, except));
  }

  async heldBy(namespace: string, session: string): Promise<readonly HeldSegment[]> {
    return reaching(() => readHeldBy(this.#segments, namespace, session));
  }

  async lentBy(namespace: string, lender: string): Promise<readonly SegmentRecord[]> {
    return this.#lent.ask({ namespace, lender });
  }

  async heldByAny(namespace: string, sessions: readonly string[], limit: number): Promise<readonly HeldSegment[]> {
    return limit <= 0 ? [] : reaching(() => readHeldByAny(this.#segments, namespace, sessions, limit));
  }

  async heldIn(namespace: string): Promise<readonly string[]> {
    const rows = await reaching(() => heldInQuery(this.#segments, namespace).toArray());
    return rows.map(({ _id }) => _id);
  }

  async held(after: string | undefined, limit: number): Promise<readonly HeldSegment[]> {
    return limit <= 0 ? [] : reaching(() => readHeld(this.#segments, after, limit));
  }

  async list(
    filter: FlowFilter,
    after: FlowCursor | undefined,
    limit: number,
    withinMs?: number,
  ): Promise<readonly SegmentRecord[]> {
    if (limit <= 0) return [];
    const documents = await reaching(() => listFlows(this.#segments, filter, after, limit, withinMs));
    return documents.map((document) => this.#formats.read({ ...document, nodes: {} }));
  }

  async oldest(
    namespace: string,
    before: number,
    after: FlowCursor | undefined,
    limit: number,
  ): Promise<readonly OldFlow[]> {
    if (limit <= 0) return [];
    return reaching(() => readOldest(this.#segments, namespace, before, after, limit));
  }

  async within(
    namespace: string,
    rootFlowId: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly SegmentRecord[]> {
    if (limit <= 0) return [];
    const [from, to] = treeIdRange(namespace, rootFlowId);
    const documents = await reaching(() => readWithin(this.#segments, after ?? from, to, limit));
    return documents.map((document) => this.#formats.read({ ...document, nodes: {} }));
  }

  async versions(ids: readonly string[]): Promise<readonly SegmentVersion[]> {
    const projection = { incarnation: 1, version: 1 };
    const rows = await reaching(() => this.#segments.find({ _id: { $in: [...ids] } }, { projection }).toArray());
    return rows.map(({ _id, incarnation, version }) => ({ id: _id, incarnation, version }));
  }

  async counts(ids: readonly string[]): Promise<ReadonlyMap<string, SegmentCounts>> {
    const projection = { counts: 1 };
    const rows = await reaching(() => this.#segments.find({ _id: { $in: [...ids] } }, { projection }).toArray());
    return new Map(rows.map(({ _id, counts }) => [_id, counts]));
  }

  async position(): Promise<string> {
    return this.#feeds.position();
  }

  isLater(position: string, than: string): boolean {
    return isLaterPosition(position, than);
  }

  history(query: HistoryQuery): Promise<HistoryPart> {
    return this.#feeds.history(query);
  }

  async #readHeads(requests: readonly HeadsRequest[]): Promise<readonly (readonly WaitingHead[])[]> {
    const limits = new Map<string, Map<string, number>>();
    for (const { namespace, queue, limit } of requests) {
      const within = limits.get(namespace) ?? new Map<string, number>();
      limits.set(namespace, within.set(queue, Math.max(limit, within.get(queue) ?? 0)));
    }
    const reads = [...limits].map(async ([namespace, within]) => {
      return [namespace, await reaching(() => readHeadsOfEach(this.#segments, namespace, within))] as const;
    });
    const found = new Map(await Promise.all(reads));
    return requests.map(({ namespace, queue, limit }) => found.get(namespace)?.get(queue)?.slice(0, limit) ?? []);
  }

  get #segments() {
    return collectionsOf(this.#db).segments;
  }
}

interface HeadsRequest {
  readonly namespace: string;
  readonly queue: string;
  readonly limit: number;
}

function nodesBytes(nodes: SegmentUpdate["nodes"]): number {
  let bytes = 4096;
  for (const entry of nodes.values()) bytes += entryBytes(entry);
  return bytes;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
