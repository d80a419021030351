/**
 * Segments in memory: every write is one synchronous step, so that guards hold by themselves.
 */
import { holdingSession } from "../../core/state/holders.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { flowOfSegment, partIdPrefix, treeIdRange } from "../segment-id.js";
import {
  commitName,
  type SegmentCounts,
  type SegmentGuard,
  type SegmentRecord,
  type SegmentUpdate,
} from "../segment-record.js";
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
import { type ChangeLog, isLaterInLog } from "./change-log.js";
import { compareFlows, compareHeads, isAfter, matchesFilter, sameHeads } from "./flow-order.js";
import { type HintBoard, hintOf } from "./hint-board.js";
import { oldestFlows } from "./oldest-flows.js";
import { SegmentTable } from "./segment-table.js";

export class MemorySegments implements SegmentStore {
  readonly isLater = isLaterInLog;
  readonly #table = new SegmentTable();
  readonly #log: ChangeLog;
  readonly #hints: HintBoard;
  readonly #now: () => number;

  constructor(log: ChangeLog, hints: HintBoard, now: () => number) {
    this.#now = now;
    this.#log = log;
    this.#hints = hints;
  }

  async insert(records: readonly SegmentRecord[]): Promise<readonly boolean[]> {
    return records.map((record) => {
      if (this.#table.has(record.id)) return false;
      this.#put(record);
      return true;
    });
  }

  #put(record: SegmentRecord): void {
    this.#table.put({ ...record, nodes: new Map(record.nodes) });
    this.#log.append(record.address.namespace, record.id, record);
    if (record.heads.length > 0) this.#hints.publish(hintOf(record, record.heads, undefined), record.commit);
  }

  async read(ids: readonly string[]): Promise<readonly (SegmentRecord | undefined)[]> {
    return ids.map((id) => this.#table.copy(id));
  }

  readLatest(ids: readonly string[]): Promise<readonly (SegmentRecord | undefined)[]> {
    return this.read(ids);
  }

  async headers(ids: readonly string[]): Promise<readonly (SegmentRecord | undefined)[]> {
    return Promise.all(ids.map((id) => this.readNodes(id, [])));
  }

  async readNodes(id: string, nodes: readonly number[]): Promise<SegmentRecord | undefined> {
    const record = this.#table.get(id);
    if (record === undefined) return undefined;
    const found = nodes.flatMap((number): [number, NodeEntry][] => {
      const entry = record.nodes.get(number);
      return entry === undefined ? [] : [[number, entry]];
    });
    const { links: _links, ...outer } = record;
    return { ...outer, nodes: new Map(found) };
  }

  async update(updates: readonly SegmentUpdate[]): Promise<UpdateResult> {
    let matched = 0;
    for (const update of updates) {
      if (!this.#table.matches(update.guard, this.#now())) continue;
      this.#apply(update);
      matched += 1;
    }
    return { matched, rejected: [] };
  }

  async writers(ids: readonly string[], process: string): Promise<readonly WriterState[]> {
    return ids.flatMap((id) => this.#table.writer(id, process) ?? []);
  }

  async replace(guard: SegmentGuard, record: SegmentRecord): Promise<boolean> {
    if (!this.#table.matches(guard, this.#now())) return false;
    this.#put(record);
    return true;
  }

  async delete(guard: SegmentGuard): Promise<boolean> {
    const record = this.#table.get(guard.id);
    if (record === undefined || !this.#table.matches(guard, this.#now())) return false;
    this.#table.remove(guard.id);
    this.#log.append(record.address.namespace, record.id);
    return true;
  }

  async deleteParts(run: FlowRun): Promise<void> {
    const prefix = partIdPrefix(run);
    for (const { id, address } of this.#table.all()) {
      if (!id.startsWith(prefix)) continue;
      this.#table.remove(id);
      this.#log.append(address.namespace, id);
    }
  }

  async partedRuns(ageMs: number, after: string | undefined, limit: number): Promise<readonly PartedRun[]> {
    const before = this.#now() - ageMs;
    return this.#table
      .all()
      .filter(({ address, flow, id }) => address.segment === 1 && flow.createTime <= before && id > (after ?? ""))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(({ id, address: { namespace, flowId, incarnation } }) => ({ id, namespace, flowId, incarnation }));
  }

  async heads(namespace: string, queue: string, limit: number, flowId?: string): Promise<readonly WaitingHead[]> {
    const waiting: WaitingHead[] = [];
    for (const record of this.#table.waiting(namespace, queue)) {
      const { flowId: flow } = record.address;
      if (flowId !== undefined && flow !== flowId) continue;
      for (const head of record.heads) if (head.queue === queue) waiting.push({ ...head, id: record.id, flowId: flow });
    }
    return waiting.sort(compareHeads).slice(0, limit);
  }

  async due(time: number, limit: number, except: readonly string[] = []): Promise<readonly DueSegment[]> {
    const others = new Set(except);
    return this.#table
      .timed()
      .filter(({ id, wakeTime }) => wakeTime <= time && !others.has(flowOfSegment(id).namespace))
      .sort((a, b) => a.wakeTime - b.wakeTime)
      .slice(0, limit);
  }

  async waitingQueues(namespace: string, limit: number, prefix = "", after = prefix): Promise<readonly string[]> {
    const isNext = (queue: string) => queue.startsWith(prefix) && queue > prefix && queue > after;
    return this.#table.queuesOf(namespace).filter(isNext).sort().slice(0, limit);
  }

  async heldByAny(namespace: string, sessions: readonly string[], limit: number): Promise<readonly HeldSegment[]> {
    const asked = new Set(sessions);
    return this.#table
      .held()
      .filter(({ address, holders }) => {
        return address.namespace === namespace && holders.some((holder) => asked.has(holdingSession(holder)));
      })
      .slice(0, limit)
      .map(heldSegment);
  }

  async heldBy(namespace: string, session: string): Promise<readonly HeldSegment[]> {
    const holds = (holder: string) => holdingSession(holder) === session;
    return this.#table
      .held()
      .filter((record) => record.address.namespace === namespace && record.holders.some(holds))
      .map(heldSegment);
  }

  async lentBy(namespace: string, lender: string): Promise<readonly SegmentRecord[]> {
    const lent = this.#table.all().filter(({ lenders }) => lenders?.includes(lender));
    return lent.filter((one) => one.address.namespace === namespace).flatMap(({ id }) => this.#table.copy(id) ?? []);
  }

  async heldIn(namespace: string): Promise<readonly string[]> {
    const held = this.#table.held().filter(({ address }) => address.namespace === namespace);
    return held.map(({ id }) => id);
  }

  async held(after: string | undefined, limit: number): Promise<readonly HeldSegment[]> {
    return this.#table
      .held()
      .filter((record) => after === undefined || record.id > after)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(heldSegment);
  }

  async list(filter: FlowFilter, after: FlowCursor | undefined, limit: number): Promise<readonly SegmentRecord[]> {
    return this.#table
      .all()
      .filter((record) => matchesFilter(record, filter) && (after === undefined || isAfter(record, after)))
      .sort(compareFlows)
      .slice(0, limit)
      .map((record) => ({ ...record, nodes: new Map() }));
  }

  async oldest(
    namespace: string,
    before: number,
    after: FlowCursor | undefined,
    limit: number,
  ): Promise<readonly OldFlow[]> {
    return oldestFlows(this.#table.all(), namespace, before, after, limit);
  }

  async within(
    namespace: string,
    rootFlowId: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly SegmentRecord[]> {
    const [from, to] = treeIdRange(namespace, rootFlowId);
    return this.#table
      .all()
      .filter(({ id, address }) => address.segment === 0 && id > (after ?? from) && id < to)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map((record) => ({ ...record, nodes: new Map() }));
  }

  async nestedRuns(depth: number, after: string | undefined, limit: number): Promise<readonly NestedRun[]> {
    return this.#table
      .all()
      .filter(({ id, address, flow }) => {
        return address.segment === 0 && flow.parent?.depth === depth && (after === undefined || id > after);
      })
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .flatMap(({ id, address: { namespace }, flow: { parent } }) => {
        if (parent === undefined) return [];
        return { id, within: { namespace, flowId: parent.flowId, incarnation: parent.incarnation } };
      });
  }

  async versions(ids: readonly string[]): Promise<readonly SegmentVersion[]> {
    return ids.flatMap((id) => {
      const record = this.#table.get(id);
      return record === undefined ? [] : [{ id, incarnation: record.address.incarnation, version: record.version }];
    });
  }

  async counts(ids: readonly string[]): Promise<ReadonlyMap<string, SegmentCounts>> {
    return new Map(
      ids.flatMap((id) => {
        const record = this.#table.get(id);
        return record === undefined ? [] : [[id, record.counts] as const];
      }),
    );
  }

  async position(): Promise<string> {
    return this.#log.position;
  }

  async history(query: HistoryQuery): Promise<HistoryPart> {
    return this.#log.history(query);
  }

  /** Whether a flow names the definition. */
  names(namespace: string, digest: string): boolean {
    return this.#table
      .all()
      .some(({ address, flow }) => address.namespace === namespace && flow.definitionDigest === digest);
  }

  /** The guard has matched. */
  #apply(update: SegmentUpdate): void {
    const { id } = update.guard;
    const before = this.#table.get(id);
    const after = this.#table.apply(update);
    this.#log.append(after.address.namespace, id, after);
    const { heads, signalled } = update;
    const waits = heads !== undefined && heads.length > 0 && !sameHeads(heads, before?.heads ?? []);
    const commit = commitName(update.process, update.round);
    this.#hints.publish(hintOf(after, waits ? heads : undefined, signalled), commit);
  }
}

function heldSegment({ id, address, holders, version, commit }: SegmentRecord): HeldSegment {
  return { id, namespace: address.namespace, holders, version, commit };
}
