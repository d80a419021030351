/**
 * The segments of a memory store and its indexes: what waits by queue, what has a timer, what is held. The node maps
 * are changed in place: only copies leave the table.
 */
import type { NodeEntry } from "../../core/state/node-entry.js";
import { commitName, type SegmentGuard, type SegmentRecord, type SegmentUpdate } from "../segment-record.js";
import type { DueSegment, WriterState } from "../segment-store.js";

interface Row extends SegmentRecord {
  readonly nodes: Map<number, NodeEntry>;
}

export class SegmentTable {
  readonly #rows = new Map<string, Row>();
  readonly #waiting = new Map<string, Set<string>>();
  readonly #timed = new Map<string, number>();
  readonly #held = new Set<string>();

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  /** What is stored, not to be given away. */
  get(id: string): SegmentRecord | undefined {
    return this.#rows.get(id);
  }

  copy(id: string): SegmentRecord | undefined {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : { ...row, nodes: new Map(row.nodes) };
  }

  all(): SegmentRecord[] {
    return [...this.#rows.values()];
  }

  waiting(namespace: string, queue: string): SegmentRecord[] {
    return this.#present(this.#waiting.get(`${namespace}/${queue}`) ?? []);
  }

  /** Those of a namespace in which something waits. */
  queuesOf(namespace: string): string[] {
    const prefix = `${namespace}/`;
    return [...this.#waiting]
      .filter(([key, ids]) => key.startsWith(prefix) && ids.size > 0)
      .map(([key]) => key.slice(prefix.length));
  }

  timed(): DueSegment[] {
    return [...this.#timed].map(([id, wakeTime]) => ({ id, wakeTime }));
  }

  held(): SegmentRecord[] {
    return this.#present(this.#held);
  }

  matches(guard: SegmentGuard, now: number): boolean {
    const row = this.#rows.get(guard.id);
    if (guard.notAfter !== undefined && now >= guard.notAfter) return false;
    return row !== undefined && row.version === guard.version && row.commit === guard.commit;
  }

  /** Puts a new row; the table owns its map from now on. */
  put(row: Row): void {
    this.#unindex(this.#rows.get(row.id));
    this.#rows.set(row.id, row);
    const { namespace } = row.address;
    for (const { queue } of row.heads) {
      const key = `${namespace}/${queue}`;
      const ids = this.#waiting.get(key);
      if (ids === undefined) this.#waiting.set(key, new Set([row.id]));
      else ids.add(row.id);
    }
    if (row.wakeTime !== undefined) this.#timed.set(row.id, row.wakeTime);
    if (row.holders.length > 0) this.#held.add(row.id);
  }

  remove(id: string): void {
    this.#unindex(this.#rows.get(id));
    this.#rows.delete(id);
  }

  /** Applies an update whose guard matches. */
  apply(update: SegmentUpdate): SegmentRecord {
    const row = this.#rows.get(update.guard.id);
    if (row === undefined) throw new Error(`no segment ${update.guard.id}`);
    for (const [number, entry] of update.nodes) row.nodes.set(number, entry);
    for (const number of update.gone ?? []) row.nodes.delete(number);
    const { wakeTime: oldWakeTime, lenders: oldLenders, ...rest } = row;
    const lenders = update.lenders ?? oldLenders ?? [];
    const wakeTime = update.wakeTime === undefined ? oldWakeTime : (update.wakeTime ?? undefined);
    const changed: Row = {
      ...rest,
      version: update.guard.version + 1,
      commit: commitName(update.process, update.round),
      flow: flowAfter(row, update),
      ...(update.nesting !== undefined && { nesting: update.nesting }),
      ...(update.links !== undefined && { links: update.links.to }),
      heads: update.heads ?? row.heads,
      holders: update.holders ?? row.holders,
      ...(lenders.length > 0 && { lenders }),
      ...(wakeTime === undefined ? {} : { wakeTime }),
      counts: update.counts,
      ...writersAfter(row.writers, update),
    };
    this.put(changed);
    return changed;
  }

  /** How the segment stands for one of its writers. */
  writer(id: string, process: string): WriterState | undefined {
    const row = this.#rows.get(id);
    if (row === undefined) return undefined;
    const { address, version, forgotten, writers } = row;
    const round = writers[process];
    return {
      id,
      incarnation: address.incarnation,
      version,
      ...(forgotten !== undefined && { forgotten }),
      ...(round !== undefined && { round }),
    };
  }

  #present(ids: Iterable<string>): SegmentRecord[] {
    return [...ids].flatMap((id) => this.#rows.get(id) ?? []);
  }

  #unindex(row: Row | undefined): void {
    if (row === undefined) return;
    for (const { queue } of row.heads) {
      const key = `${row.address.namespace}/${queue}`;
      const ids = this.#waiting.get(key);
      ids?.delete(row.id);
      if (ids?.size === 0) this.#waiting.delete(key);
    }
    this.#timed.delete(row.id);
    this.#held.delete(row.id);
  }
}

function writersAfter(
  writers: SegmentRecord["writers"],
  { process, round, guard, forgetWriters = [] }: SegmentUpdate,
): Pick<SegmentRecord, "writers" | "forgotten"> {
  const dead = new Set(forgetWriters.filter((writer) => writer !== process));
  const kept = Object.entries(writers).filter(([writer]) => !dead.has(writer));
  return {
    writers: { ...Object.fromEntries(kept), [process]: round },
    ...(dead.size > 0 && { forgotten: guard.version + 1 }),
  };
}

function flowAfter(row: Row, { flow, updateTime }: SegmentUpdate): Row["flow"] {
  return flow ?? (updateTime === undefined ? row.flow : { ...row.flow, updateTime });
}
