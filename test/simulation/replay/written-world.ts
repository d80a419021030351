/**
 * Takes down what a simulated world writes of its flows: every write of a segment as the store was asked for it, in the
 * order in which they were carried out, with what came of it, and now and then what the indexes tell.
 */
import { evaluationQueue, revertQueue } from "../../../src/core/definition/evaluation.js";
import { overridden } from "../../../src/store/overridden.js";
import {
  commitName,
  type SegmentGuard,
  type SegmentRecord,
  type SegmentUpdate,
} from "../../../src/store/segment-record.js";
import type { FlowRun, SegmentStore } from "../../../src/store/segment-store.js";
import { GRAPH_QUEUES } from "../../core/random-graph.js";
import { type SimulationOptions, simulate } from "../simulate.js";
import type { Observer } from "../world/observer.js";

export type Write =
  | { readonly kind: "insert"; readonly records: readonly SegmentRecord[] }
  | { readonly kind: "update"; readonly updates: readonly SegmentUpdate[] }
  | { readonly kind: "replace"; readonly guard: SegmentGuard; readonly record: SegmentRecord }
  | { readonly kind: "delete"; readonly guard: SegmentGuard }
  | { readonly kind: "deleteParts"; readonly run: FlowRun };

export interface Written {
  readonly write: Write;
  readonly outcome: unknown;
  /** The segments that were written, as they are then. */
  readonly stored: readonly (SegmentRecord | undefined)[];
  readonly told?: Told;
}

/** What the indexes tell. */
export type Told = Readonly<Record<string, unknown>>;

/** After every so many writes it is looked what the indexes tell. */
const TOLD_EVERY = 10;
const NAMESPACE = "default";
const QUEUES = GRAPH_QUEUES.flatMap((queue) => [queue, revertQueue(queue), evaluationQueue(queue)]);
/** More than a world has of anything. */
const ALL = 10_000;
/** After the end of every world, milliseconds since the epoch. */
const NEVER = 4_000_000_000_000;

/** Throws where the world breaks a promise. */
export async function writtenWorld(seed: number, options: SimulationOptions): Promise<readonly Written[]> {
  const written: Promise<Written>[] = [];
  const ignore = () => undefined;
  const observer: Observer = {
    began: ignore,
    committed: ignore,
    delivered: ignore,
    hearing: (engine) => engine,
    storing: (segments) => takingDown(segments, written),
  };
  const { broken } = await simulate(seed, { ...options, observer });
  if (broken !== undefined) throw new Error(`seed ${seed}: ${broken}`);
  return Promise.all(written);
}

/** The store changes within the call: what is read in the same turn is what the write made of it. */
function takingDown(segments: SegmentStore, written: Promise<Written>[]): SegmentStore {
  const take = <Outcome>(write: Write, outcome: Promise<Outcome>): Promise<Outcome> => {
    const stored = segments.read(idsOf(write));
    const told = written.length % TOLD_EVERY === 0 ? toldBy(segments, idsOf(write)) : undefined;
    written.push(
      Promise.all([outcome, stored, told]).then(([was, records, tells]) => ({
        write: inTime(write, records),
        outcome: was,
        stored: records,
        ...(tells !== undefined && { told: tells }),
      })),
    );
    return outcome;
  };
  return overridden(segments, {
    insert: (records) => take({ kind: "insert", records }, segments.insert(records)),
    update: (updates) => take({ kind: "update", updates }, segments.update(updates)),
    replace: (guard, record) => take({ kind: "replace", guard, record }, segments.replace(guard, record)),
    delete: (guard) => take({ kind: "delete", guard }, segments.delete(guard)),
    deleteParts: (run) => take({ kind: "deleteParts", run }, segments.deleteParts(run)),
  });
}

/** What has landed by a time of the world's clock lands by the other store's, too; what was too late stays so. */
function inTime(write: Write, stored: readonly (SegmentRecord | undefined)[]): Write {
  if (write.kind !== "update") return write;
  const commits = new Map(stored.map((record) => [record?.id, record?.commit]));
  const updates = write.updates.map((update) => {
    const { guard, process, round } = update;
    const hasLanded = commits.get(guard.id) === commitName(process, round);
    return guard.notAfter !== undefined && hasLanded ? { ...update, guard: { ...guard, notAfter: NEVER } } : update;
  });
  return { ...write, updates };
}

/** Once more, on another store. */
export function perform(segments: SegmentStore, write: Write): Promise<unknown> {
  switch (write.kind) {
    case "insert":
      return segments.insert(write.records);
    case "update":
      return segments.update(write.updates);
    case "replace":
      return segments.replace(write.guard, write.record);
    case "delete":
      return segments.delete(write.guard);
    case "deleteParts":
      return segments.deleteParts(write.run);
  }
}

export function idsOf(write: Write): readonly string[] {
  switch (write.kind) {
    case "insert":
      return write.records.map(({ id }) => id);
    case "update":
      return [...new Set(write.updates.map(({ guard }) => guard.id))];
    case "replace":
    case "delete":
      return [write.guard.id];
    case "deleteParts":
      return [];
  }
}

/** What stands at one place in an order comes in any. */
export async function toldBy(segments: SegmentStore, ids: readonly string[]): Promise<Told> {
  const heads = QUEUES.map(async (queue) => [queue, inOrder(await segments.heads(NAMESPACE, queue, ALL))] as const);
  const [due, held, list, parted, counts, versions] = [
    segments.due(NEVER, ALL),
    segments.held(undefined, ALL),
    segments.list({ namespace: NAMESPACE }, undefined, ALL),
    segments.partedRuns(0, undefined, ALL),
    segments.counts(ids),
    segments.versions(ids),
  ];
  return {
    heads: await Promise.all(heads),
    due: inOrder(await due),
    held: inOrder(await held),
    list: inOrder((await list).map(({ id, version, flow }) => ({ id, version, flow }))),
    parted: await parted,
    counts: await counts,
    versions: inOrder(await versions),
  };
}

function inOrder<Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
