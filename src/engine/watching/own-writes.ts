/**
 * What this process writes, told by itself: its own commits need not come back to it from the store. A write is under way
 * from before it is sent until its outcome is known.
 */
import { overridden } from "../../store/overridden.js";
import { commitName, type SegmentRecord, type SegmentUpdate } from "../../store/segment-record.js";
import type { SegmentStore } from "../../store/segment-store.js";
import type { Store } from "../../store/store.js";
import { WriteRejected } from "../../store/store-errors.js";
import type { Environment } from "../environment.js";

/** A write whose outcome is unknown lands within this, or never does. */
const UNSURE_MS = 3_600_000;

export interface WrittenSegment {
  readonly id: string;
  readonly version: number;
  readonly commit: string;
}

export interface OwnWritesListener {
  /** It has landed, after it was sent at this moment; one whose guard may have missed is told, too. */
  written(write: WrittenSegment, sent: number): void;
  /** It was deleted, where the guard matched. */
  deleted(id: string): void;
  /** One is no longer under way, and was told. */
  settled(): void;
  /** The outcome of one is unknown: it may land at any time, and nobody here hears of it. */
  unknown(): void;
}

export class OwnWrites {
  readonly #environment: Environment;
  readonly #listeners = new Set<OwnWritesListener>();
  /** Those under way by their numbers, the oldest first. */
  readonly #underWay = new Set<number>();
  #last = 0;
  #unknownAt = Number.NEGATIVE_INFINITY;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The latest number: no write that was sent has a later one. */
  get last(): number {
    return this.#last;
  }

  /** A number in the order in which writes are sent: before all that are sent from now on, after all others. */
  moment(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Whether a write of this process may still land unheard. */
  get isUnsure(): boolean {
    return this.#environment.monotonic() - this.#unknownAt < UNSURE_MS;
  }

  /** Whether the write of this number and all before it were settled. */
  areSettled(number: number): boolean {
    const [oldest] = this.#underWay;
    return oldest === undefined || oldest > number;
  }

  /** The result ends it. */
  listen(listener: OwnWritesListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async through<Result>(
    write: () => Promise<Result>,
    written: (result: Result | undefined) => readonly WrittenSegment[],
  ): Promise<Result> {
    const number = this.moment();
    this.#underWay.add(number);
    try {
      const result = await write();
      if (this.#listeners.size > 0) this.#tell(written(result), number);
      return result;
    } catch (error) {
      // What is refused for good does not land later; others of the same batch have landed.
      if (error instanceof WriteRejected) this.#tell(written(undefined), number);
      else this.#noteUnknown();
      throw error;
    } finally {
      this.#underWay.delete(number);
      for (const listener of this.#listeners) listener.settled();
    }
  }

  deleted(id: string): void {
    for (const listener of this.#listeners) listener.deleted(id);
  }

  #tell(writes: readonly WrittenSegment[], sent: number): void {
    for (const listener of this.#listeners) for (const write of writes) listener.written(write, sent);
  }

  #noteUnknown(): void {
    this.#unknownAt = this.#environment.monotonic();
    for (const listener of this.#listeners) listener.unknown();
  }
}

/**
 * The store with all that is written through it told. Whoever follows changes hears of deletions from the store, which names
 * no process there.
 */
export function tellingStore(store: Store, writes: OwnWrites): Store {
  const segments = tellingSegments(store.segments, writes);
  return overridden(store, { segments });
}

function tellingSegments(segments: SegmentStore, writes: OwnWrites): SegmentStore {
  const told: Partial<SegmentStore> = {
    insert: (records) =>
      writes.through(
        () => segments.insert(records),
        (landed) => records.filter((_record, index) => landed?.[index] !== false).map(writtenBy),
      ),
    // Which guards matched the store does not say.
    update: (updates) =>
      writes.through(
        () => segments.update(updates),
        () => updates.map(writtenByUpdate),
      ),
    replace: (guard, record) =>
      writes.through(
        () => segments.replace(guard, record),
        (landed) => (landed === false ? [] : [writtenBy(record)]),
      ),
    delete: async (guard) => {
      const deleted = await segments.delete(guard);
      writes.deleted(guard.id);
      return deleted;
    },
  };
  return overridden(segments, told);
}

function writtenBy({ id, version, commit }: SegmentRecord): WrittenSegment {
  return { id, version, commit };
}

function writtenByUpdate({ guard, process, round }: SegmentUpdate): WrittenSegment {
  return { id: guard.id, version: guard.version + 1, commit: commitName(process, round) };
}
