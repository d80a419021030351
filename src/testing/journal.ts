/**
 * What has happened in the flows of a test engine, commit by commit: it sees every write of the store as it lands.
 */
import { isDeepStrictEqual } from "node:util";
import { openClaim } from "../core/state/holders.js";
import type { NodeEntry } from "../core/state/node-entry.js";
import type { FlowState, TaskState } from "../core/state/states.js";
import { overridden } from "../store/overridden.js";
import type { SegmentRecord, SegmentUpdate } from "../store/segment-record.js";
import type { SegmentStore, UpdateResult } from "../store/segment-store.js";

/** A task's entry as a commit has left it, or, without one, the state of its flow. */
export interface Entered {
  readonly record: SegmentRecord;
  readonly time: number;
  readonly task?: TaskEntry;
  readonly state: TaskState | FlowState;
}

/** A task's entry in its segment. */
export interface TaskEntry {
  readonly record: SegmentRecord;
  readonly number: number;
  readonly entry: NodeEntry;
}

export interface OpenClaim extends TaskEntry {
  readonly session: string;
  readonly token: string;
}

export class Journal {
  /** Told of each claim that is over, by its token. */
  closed: (token: string) => void = () => undefined;
  readonly #now: () => number;
  readonly #entered: Entered[] = [];
  /** Of each segment, as it was stored last. */
  readonly #records = new Map<string, SegmentRecord>();
  readonly #claims = new Map<string, OpenClaim>();
  #commits = 0;
  #advances = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many writes of segments have landed. */
  get commits(): number {
    return this.#commits;
  }

  /** How many of them did more than to record that a task is under way. */
  get advances(): number {
    return this.#advances;
  }

  /** Everything, in the order of the commits. */
  get entered(): readonly Entered[] {
    return this.#entered;
  }

  /** All segments as they are stored. */
  get records(): Iterable<SegmentRecord> {
    return this.#records.values();
  }

  /** The claims that sessions hold. */
  get openClaims(): Iterable<OpenClaim> {
    return this.#claims.values();
  }

  /** The segments of a store, each write of which is written down here. */
  watch(segments: SegmentStore): SegmentStore {
    return overridden(segments, {
      insert: async (records) => {
        const landed = await segments.insert(records);
        for (const [index, record] of records.entries()) if (landed[index] === true) this.#stored(record, undefined);
        return landed;
      },
      update: (updates) => this.#update(segments, updates),
      replace: async (guard, record) => {
        const landed = await segments.replace(guard, record);
        if (landed) this.#stored(record, undefined);
        return landed;
      },
      delete: async (guard) => {
        const landed = await segments.delete(guard);
        if (landed) this.#forget(guard.id);
        return landed;
      },
    });
  }

  /** One by one, as they are independent: what has landed is known of each. */
  async #update(segments: SegmentStore, updates: readonly SegmentUpdate[]): Promise<UpdateResult> {
    let matched = 0;
    for (const update of updates) {
      const result = await segments.update([update]);
      if (result.matched === 0) continue;
      matched += 1;
      const [record] = await segments.read([update.guard.id]);
      if (record !== undefined) this.#stored(record, update);
    }
    return { matched, rejected: [] };
  }

  #stored(record: SegmentRecord, update: SegmentUpdate | undefined): void {
    this.#commits += 1;
    const time = this.#now();
    const before = update === undefined ? undefined : this.#records.get(record.id);
    if (!isProgress(update, before)) this.#advances += 1;
    this.#records.set(record.id, record);
    for (const number of update?.gone ?? []) this.#drop(`${record.id} ${number}`);
    for (const [number, entry] of update?.nodes ?? record.nodes) {
      const task = { record, number, entry };
      this.#claimed(task);
      if (entry.item !== undefined || sameFor(before?.nodes.get(number), entry)) continue;
      this.#entered.push({ record, time, task, state: entry.state });
    }
    const { state } = record.flow;
    if (record.address.segment === 0 && before?.flow.state !== state) this.#entered.push({ record, time, state });
  }

  #claimed(task: TaskEntry): void {
    const key = `${task.record.id} ${task.number}`;
    const claim = openClaim(task.entry);
    if (this.#claims.get(key)?.token !== claim?.token) this.#drop(key);
    if (claim !== undefined) this.#claims.set(key, { ...task, session: claim.session, token: claim.token });
  }

  #forget(id: string): void {
    this.#commits += 1;
    this.#advances += 1;
    this.#records.delete(id);
    for (const key of this.#claims.keys()) if (key.startsWith(`${id} `)) this.#drop(key);
  }

  #drop(key: string): void {
    const claim = this.#claims.get(key);
    this.#claims.delete(key);
    if (claim !== undefined) this.closed(claim.token);
  }
}

/** Whether nothing was written but how far tasks say that they are. */
function isProgress(update: SegmentUpdate | undefined, before: SegmentRecord | undefined): boolean {
  const nodes = [...(update?.nodes ?? [])];
  if (before === undefined || nodes.length === 0) return false;
  return nodes.every(([number, { progress, version: _, ...entry }]) => {
    if (progress === undefined) return false;
    const { progress: _known, version: _before, ...rest } = before.nodes.get(number) ?? {};
    return isDeepStrictEqual(entry, rest);
  });
}

/** Whether nothing happened to the task that a test would ask for. */
function sameFor(before: NodeEntry | undefined, after: NodeEntry): boolean {
  if (before === undefined) return after.state === "PENDING";
  return before.state === after.state && before.attempt === after.attempt && before.tries === after.tries;
}
