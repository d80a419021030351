/**
 * A store in which a test decides what becomes of each write of segments: it lands, it is lost, it lands but its answer
 * is lost, it lands late.
 */
import type { SegmentUpdate } from "../../src/store/segment-record.js";
import type { SegmentStore, UpdateResult } from "../../src/store/segment-store.js";
import type { Store } from "../../src/store/store.js";

/** Called instead of the store's update; `land` performs it. */
export type UpdateFault = (
  updates: readonly SegmentUpdate[],
  land: (updates: readonly SegmentUpdate[]) => Promise<UpdateResult>,
) => Promise<UpdateResult>;

export interface FaultyStore {
  readonly store: Store;
  /** How often each method of the segments was called. */
  readonly calls: Map<string, number>;
  /** What becomes of the next updates, one fault each; then they land again. */
  readonly faults: UpdateFault[];
  /** Every update that was asked for, in order. */
  readonly updates: SegmentUpdate[];
}

export function faulty(inner: Store): FaultyStore {
  const calls = new Map<string, number>();
  const faults: UpdateFault[] = [];
  const updates: SegmentUpdate[] = [];
  const land = (asked: readonly SegmentUpdate[]) => inner.segments.update(asked);
  const segments = bound(inner.segments, (name) => {
    calls.set(name, (calls.get(name) ?? 0) + 1);
    if (name !== "update") return undefined;
    return (asked: readonly SegmentUpdate[]) => {
      updates.push(...asked);
      const fault = faults.shift();
      return fault === undefined ? land(asked) : fault(asked, land);
    };
  }) satisfies SegmentStore;
  return { store: bound(inner, (name) => (name === "segments" ? segments : undefined)), calls, faults, updates };
}

/** The object with some of its members replaced; methods keep their `this`. */
export function bound<Target extends object>(target: Target, replace: (name: string) => unknown): Target {
  return new Proxy(target, {
    get: (inner, name) => {
      const replaced = replace(String(name));
      if (replaced !== undefined) return replaced;
      const value = Reflect.get(inner, name, inner);
      return typeof value === "function" ? value.bind(inner) : value;
    },
  });
}
