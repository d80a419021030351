/**
 * The one database of a world: the memory store under the world's clock, with elections, and with somebody who sees
 * every write as it lands.
 */
import { createMemoryStore } from "../../../src/store/memory/memory-store.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SegmentStore } from "../../../src/store/segment-store.js";
import type { Store } from "../../../src/store/store.js";
import type { World } from "./world.js";

/** Sees each segment before and after a write; undefined = it is not there. */
export type Witness = (before: SegmentRecord | undefined, after: SegmentRecord | undefined) => void;

export class Database {
  /** What is true, without any network between. */
  readonly store: Store;
  readonly #world: World;
  #term = 1;
  #upAgainAt = 0;

  constructor(world: World, witness: Witness) {
    this.#world = world;
    const store = createMemoryStore({ now: world.databaseTime, schedule: (deliver) => deliver() });
    this.store = { ...store, segments: witnessed(store.segments, witness) };
  }

  get isUp(): boolean {
    return this.#world.now >= this.#upAgainAt;
  }

  /** Which primary it has. */
  get term(): number {
    return this.#term;
  }

  elect(durationMs: number): void {
    this.#term += 1;
    this.#upAgainAt = this.#world.now + durationMs;
  }
}

function witnessed(segments: SegmentStore, witness: Witness): SegmentStore {
  /** The store changes within the call: what is read before and after it in one turn is what the write made of it. */
  const watching = async <Result>(ids: readonly string[], write: () => Promise<Result>): Promise<Result> => {
    const before = segments.read(ids);
    const written = write();
    const after = await segments.read(ids);
    const earlier = await before;
    const result = await written;
    for (const [index, now] of after.entries()) {
      const was = earlier[index];
      if (was?.commit !== now?.commit) witness(was, now);
    }
    return result;
  };
  return new Proxy(segments, {
    get(target, key) {
      if (key === "insert") {
        return (records: readonly SegmentRecord[]) =>
          watching(
            records.map(({ id }) => id),
            () => target.insert(records),
          );
      }
      if (key === "update" || key === "updateTogether") {
        return (updates: Parameters<SegmentStore["update"]>[0]) =>
          watching(
            updates.map(({ guard }) => guard.id),
            async () => target[key](updates),
          );
      }
      if (key === "delete") {
        return (guard: Parameters<SegmentStore["delete"]>[0]) => watching([guard.id], () => target.delete(guard));
      }
      const method = Reflect.get(target, key, target);
      return typeof method === "function" ? method.bind(target) : method;
    },
  });
}
