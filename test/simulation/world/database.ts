/**
 * The one database of a world: the memory store under the world's clock, with elections, and with somebody who sees
 * every write as it lands.
 */
import { createMemoryStore } from "../../../src/store/memory/memory-store.js";
import { overridden } from "../../../src/store/overridden.js";
import type { PayloadStore } from "../../../src/store/payload-store.js";
import type { QueueRecord, QueueStore } from "../../../src/store/queue-store.js";
import type { RetentionRecord, RetentionStore } from "../../../src/store/retention-store.js";
import type { ScheduleGuard, ScheduleRecord, ScheduleStore } from "../../../src/store/schedule-store.js";
import type { SegmentRecord, SegmentUpdate } from "../../../src/store/segment-record.js";
import type { SegmentStore, UpdateResult } from "../../../src/store/segment-store.js";
import type { Store } from "../../../src/store/store.js";
import type { World } from "./world.js";

/** The type of a failure that no write may hold: the database refuses it for good, as one that a validator refuses. */
export const REFUSED_BY_STORE = "REFUSED";

/** A write that only the primary had when it fell: nobody else has seen it, and it never was. */
export class RolledBack extends Error {}

interface UnacknowledgedWrite {
  perform(): Promise<unknown>;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Sees each segment before and after a write; undefined = it is not there. */
export type Witness = (before: SegmentRecord | undefined, after: SegmentRecord | undefined) => void;

/** Who sees what is written. */
export interface Witnesses {
  readonly segment: Witness;
  /** Where somebody sets queues. */
  readonly queue?: (record: QueueRecord) => void;
  /** Where there are schedules. */
  readonly schedule?: (record: ScheduleRecord) => void;
  readonly scheduleDeleted?: (guard: ScheduleGuard) => void;
  /** Where flows are deleted by rules. */
  readonly retention?: (record: RetentionRecord) => void;
  /** The same store of segments, beneath all that the world does to it. */
  readonly storing?: ((segments: SegmentStore) => SegmentStore) | undefined;
}

export class Database {
  /** What is true, without any network between. */
  readonly store: Store;
  /** Whether queues are set in this world, there are schedules, or retention: their calls fail as all others then. */
  readonly setsQueues: boolean;
  readonly hasSchedules: boolean;
  readonly hasRetention: boolean;
  readonly #world: World;
  readonly #bytes = new Map<string, Uint8Array>();
  /** What the primary has and the majority has not yet, in order. Nobody reads it before the majority has it. */
  #unacknowledged: UnacknowledgedWrite[] = [];
  #isLagging = false;
  #term = 1;
  #upAgainAt = 0;

  constructor(world: World, witnesses: Witnesses) {
    const { segment, queue, schedule, retention, storing = (segments: SegmentStore) => segments } = witnesses;
    this.#world = world;
    const store = createMemoryStore({ now: world.databaseTime, schedule: (deliver) => deliver() });
    this.store = {
      ...store,
      payloads: remembering(store.payloads, this.#bytes),
      queues: queue === undefined ? store.queues : witnessedQueues(store.queues, queue),
      schedules: schedule === undefined ? store.schedules : witnessedSchedules(store.schedules, witnesses),
      retention: retention === undefined ? store.retention : witnessedRetention(store.retention, retention),
      segments: witnessed(storing(store.segments), segment),
    };
    this.setsQueues = queue !== undefined;
    this.hasSchedules = schedule !== undefined;
    this.hasRetention = retention !== undefined;
  }

  /** Of a payload that was ever stored. */
  readonly bytesOf = (ref: string): Uint8Array | undefined => this.#bytes.get(ref);

  get isUp(): boolean {
    return this.#world.now >= this.#upAgainAt;
  }

  /** Whether writes wait for a majority. */
  get isLagging(): boolean {
    return this.#isLagging;
  }

  /** Which primary it has. */
  get term(): number {
    return this.#term;
  }

  /**
   * Carries a write out when the majority has it, after those that came before it: guards judge what the primary has,
   * reads see what the majority has. Rejects with RolledBack where the primary falls before.
   */
  write(perform: () => Promise<unknown>): Promise<unknown> {
    if (!this.#isLagging) return perform();
    return new Promise((resolve, reject) => this.#unacknowledged.push({ perform, resolve, reject }));
  }

  /** The others fall behind the primary for a while. */
  lag(durationMs: number): void {
    if (this.#isLagging) return;
    this.#isLagging = true;
    const { term } = this;
    this.#world.after(durationMs, () => {
      if (this.#term === term) this.#acknowledge();
    });
  }

  /** The new primary has some of what was not acknowledged; the rest is rolled back. */
  elect(durationMs: number): void {
    this.#term += 1;
    this.#upAgainAt = this.#world.now + durationMs;
    if (this.#unacknowledged.length > 0) {
      const lost = this.#unacknowledged.splice(this.#world.random.below(this.#unacknowledged.length + 1));
      this.#world.note("store", `rolls back ${lost.length} writes`);
      for (const { reject } of lost) reject(new RolledBack("simulated"));
    }
    this.#acknowledge();
  }

  #acknowledge(): void {
    this.#isLagging = false;
    const writes = this.#unacknowledged;
    this.#unacknowledged = [];
    for (const { perform, resolve, reject } of writes) perform().then(resolve, reject);
  }
}

async function updateUnlessRefused(segments: SegmentStore, updates: readonly SegmentUpdate[]): Promise<UpdateResult> {
  const refused = updates.map((update) => isRefused(update));
  const { matched } = await segments.update(updates.filter((_, index) => refused[index] !== true));
  const rejected = [...refused.entries()].flatMap(([index, is]) => (is ? [{ index, message: "simulated" }] : []));
  return { matched, rejected };
}

function isRefused({ nodes }: SegmentUpdate): boolean {
  return [...nodes.values()].some(({ failure, pending, reversal, history = [] }) => {
    const held = pending?.kind === "failure" ? pending.failure : undefined;
    const past = history.map((attempt) => attempt.failure);
    return [failure, held, reversal?.failure, ...past].some((one) => one && tellsOfRefusal(one));
  });
}

/** As it was brought, or as told by what failed because of it: a condition that could not be evaluated after it. */
function tellsOfRefusal({ type, message }: { readonly type: string; readonly message: string }): boolean {
  return type === REFUSED_BY_STORE || message.includes(`${REFUSED_BY_STORE}: `);
}

function remembering(payloads: PayloadStore, bytes: Map<string, Uint8Array>): PayloadStore {
  return {
    put: (records) => {
      for (const { id, payload } of records) bytes.set(id, payload.data);
      return payloads.put(records);
    },
    get: (ids) => payloads.get(ids),
    old: (ageMs, after, limit) => payloads.old(ageMs, after, limit),
    remove: (ids, ageMs) => payloads.remove(ids, ageMs),
  };
}

function witnessedQueues(queues: QueueStore, witness: (record: QueueRecord) => void): QueueStore {
  return overridden(queues, {
    put: async (update, process) => {
      const stored = await queues.put(update, process);
      if (stored !== undefined) witness(stored);
      return stored;
    },
  });
}

function witnessedSchedules(schedules: ScheduleStore, { schedule, scheduleDeleted }: Witnesses): ScheduleStore {
  const told = (landed: boolean, record: ScheduleRecord) => {
    if (landed) schedule?.(record);
    return landed;
  };
  return overridden(schedules, {
    insert: async (record) => told(await schedules.insert(record), record),
    replace: async (guard, record) => told(await schedules.replace(guard, record), record),
    delete: async (guard) => {
      const landed = await schedules.delete(guard);
      if (landed) scheduleDeleted?.(guard);
      return landed;
    },
  });
}

function witnessedRetention(retention: RetentionStore, witness: (record: RetentionRecord) => void): RetentionStore {
  const told = (landed: boolean, record: RetentionRecord) => {
    if (landed) witness(record);
    return landed;
  };
  return overridden(retention, {
    insert: async (record) => told(await retention.insert(record), record),
    replace: async (guard, record) => told(await retention.replace(guard, record), record),
  });
}

function witnessed(segments: SegmentStore, witness: Witness): SegmentStore {
  /** The store changes within the call: what is read before and after it in one turn is what the write made of it. */
  const watching = async <Result>(written: readonly string[], write: () => Promise<Result>): Promise<Result> => {
    // Two callers may run the same flow at once: one of them comes too late.
    const ids = [...new Set(written)];
    const before = segments.read(ids);
    const done = write();
    const after = await segments.read(ids);
    const earlier = await before;
    const result = await done;
    for (const [index, now] of after.entries()) {
      const was = earlier[index];
      if (was?.commit !== now?.commit) witness(was, now);
    }
    return result;
  };
  return overridden(segments, {
    insert: (records) =>
      watching(
        records.map(({ id }) => id),
        () => segments.insert(records),
      ),
    update: (updates) =>
      watching(
        updates.map(({ guard }) => guard.id),
        () => updateUnlessRefused(segments, updates),
      ),
    replace: (guard, record) => watching([guard.id], () => segments.replace(guard, record)),
    delete: (guard) => watching([guard.id], () => segments.delete(guard)),
  });
}
