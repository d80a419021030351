/**
 * What the observers of a namespace in this process share: they hear of changes as its watches do (`engine/watching`), a
 * segment that changed is read and made once for all of them, and each takes from it what is of its queues. Who has no room
 * is told of it later.
 */
import { LIMITS } from "../../core/limits.js";
import { segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { FlowCursor } from "../../store/segment-store.js";
import { pause, withPauses } from "../environment.js";
import type { Machinery } from "../machinery.js";
import { Wakeup } from "../waiting.js";
import type { Subscription } from "../watching/subscription.js";
import { firstOf, type Observer, TRY_AGAIN_MS } from "./observer.js";
import { SeenTasks } from "./seen-tasks.js";

/** A look takes no longer than this, and what it can: of a namespace that has more to look at others come between. */
const LOOK_MS = 20;
/** So long at most the process does nothing else. */
const STEP_MS = 5;
const READ_AT_ONCE = 64;
/** Looked at at least this often, though nothing is heard. */
const LOOK_INTERVAL_MS = 1_000;

/** An observer, and since which version it has not been told of a segment. */
interface Asker {
  readonly observer: Observer;
  readonly version: number;
}

export class NamespaceObservers {
  readonly namespace: string;
  readonly #machinery: Machinery;
  /** There is something to look at. */
  readonly #stir: () => void;
  readonly #observers = new Set<Observer>();
  readonly #stop = new AbortController();
  /** Undefined where nothing is heard now. */
  #heard: Subscription | undefined;
  /** What was heard was taken. */
  readonly #taken = new Wakeup();
  /** Segments that all are to be told of: by id, the earliest version that is not told. */
  readonly #changed = new Map<string, number>();
  /** Segments that are read together: fewer where they are large. */
  #atOnce = 1;
  /** What all are told and what some are behind with come in turns. */
  #isTurnOfAll = false;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(machinery: Machinery, namespace: string, stir: () => void) {
    this.#machinery = machinery;
    this.namespace = namespace;
    this.#stir = stir;
    void this.#hear();
  }

  get size(): number {
    return this.#observers.size;
  }

  add(observer: Observer): void {
    this.#observers.add(observer);
    if (this.#heard !== undefined) observer.begin();
  }

  remove(observer: Observer): void {
    this.#observers.delete(observer);
  }

  /** Nothing is heard any more. */
  end(): void {
    this.#stop.abort();
  }

  /** There is something to look at now, what could not be told some time ago among it. */
  hasWork(): boolean {
    if (this.#machinery.environment.monotonic() < this.#notBefore) return false;
    for (const observer of this.#observers) observer.tryAgain();
    return (this.#heard?.size ?? 0) > 0 || this.#hasMore;
  }

  /** Looks at some of what there is to look at. Never rejects. */
  async look(): Promise<void> {
    const { environment } = this.#machinery;
    const began = environment.monotonic();
    try {
      this.#take();
      while (this.#hasMore && !this.#stop.signal.aborted && environment.monotonic() - began < LOOK_MS) {
        await this.#lookAtSome();
        // What observers were told goes out before the next is read.
        await pause(environment);
      }
    } catch (error) {
      this.#notBefore = environment.monotonic() + TRY_AGAIN_MS;
      this.#failed(error);
    }
  }

  get #hasMore(): boolean {
    if (this.#changed.size > 0) return true;
    for (const observer of this.#observers) if (observer.isBehind) return true;
    return false;
  }

  /** Until it ends; begins anew where what changes is no longer heard. */
  async #hear(): Promise<void> {
    const { watching, environment } = this.#machinery;
    const { signal } = this.#stop;
    const end = watching.begin();
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
      } catch (error) {
        if (!signal.aborted) this.#failed(error);
        await new Wakeup().wait(environment, TRY_AGAIN_MS, signal).catch(() => undefined);
      }
    }
    end();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { watching, environment } = this.#machinery;
    const { subscription, leave } = await watching.subscribe(this.namespace, () => true);
    try {
      this.#heard = subscription;
      for (const observer of this.#observers) observer.begin();
      while (!signal.aborted) {
        await subscription.news(false, signal);
        if (subscription.isBehind) return;
        this.#stir();
        await this.#taken.wait(environment, LOOK_INTERVAL_MS, signal);
      }
    } finally {
      this.#heard = undefined;
      leave();
    }
  }

  #take(): void {
    for (const [id, { since }] of this.#heard?.take().changed ?? []) {
      this.#changed.set(id, Math.min(since + 1, this.#changed.get(id) ?? since + 1));
    }
    this.#taken.wake();
  }

  async #lookAtSome(): Promise<void> {
    const ids = this.#next();
    if (ids.length === 0) return this.#listSome();
    const askers = new Map(ids.map((id) => [id, this.#askersFor(id)] as const).filter(([, all]) => all.length > 0));
    if (askers.size === 0) return;
    const records = await this.#read([...askers.keys()], askers);
    await this.#inSteps(records, (record) => this.#tell(record, askers.get(record.id) ?? []));
    await this.#inSteps([...this.#observers], (observer) => observer.send());
  }

  /** What is looked at next. */
  #next(): readonly string[] {
    this.#isTurnOfAll = !this.#isTurnOfAll;
    const ofAll = () => firstOf(this.#changed.keys(), this.#atOnce);
    const [first, second] = this.#isTurnOfAll ? [ofAll, () => this.#ofOne()] : [() => this.#ofOne(), ofAll];
    const ids = first();
    return ids.length > 0 ? ids : second();
  }

  /** Of the next observer in turn that is behind. */
  #ofOne(): readonly string[] {
    for (const observer of this.#observers) {
      const ids = observer.behind(this.#atOnce);
      if (ids.length === 0) continue;
      this.#observers.delete(observer);
      this.#observers.add(observer);
      return ids;
    }
    return [];
  }

  /** Who is to be told of it now; for the others it is put off. */
  #askersFor(id: string): readonly Asker[] {
    const ofAll = this.#changed.get(id);
    this.#changed.delete(id);
    const askers: Asker[] = [];
    for (const observer of this.#observers) {
      if (!observer.wants(id)) continue;
      if (observer.hasRoom) {
        const version = earliest(ofAll, observer.takeBehind(id));
        if (version !== undefined) askers.push({ observer, version });
      } else if (ofAll !== undefined) observer.putOff(id, ofAll);
    }
    return askers;
  }

  async #read(
    ids: readonly string[],
    askers: ReadonlyMap<string, readonly Asker[]>,
  ): Promise<readonly SegmentRecord[]> {
    const { store, environment } = this.#machinery;
    const began = environment.monotonic();
    try {
      const records = await store.segments.read(ids);
      for (const [index, id] of ids.entries()) {
        if (records[index] === undefined) for (const { observer } of askers.get(id) ?? []) observer.forget(id);
      }
      const isLong = environment.monotonic() - began > LOOK_MS / 2;
      this.#atOnce = isLong ? Math.ceil(this.#atOnce / 2) : Math.min(this.#atOnce * 2, READ_AT_ONCE);
      return records.filter((record) => record !== undefined);
    } catch (error) {
      for (const [id, all] of askers) missed(id, all);
      throw error;
    }
  }

  async #tell(record: SegmentRecord, askers: readonly Asker[]): Promise<void> {
    const { id, address, flow } = record;
    try {
      const { namespace, segment } = address;
      const definition = await this.#machinery.definitions.load(namespace, flow.definitionDigest, segment);
      const tasks = new SeenTasks(record, definition);
      await this.#inSteps(askers, ({ observer, version }) => observer.see(tasks, version));
    } catch (error) {
      this.#failed(error);
      missed(id, askers);
    }
  }

  /** Some more flows that may have something ready, for all who are at the same place in the list of them. */
  async #listSome(): Promise<void> {
    const lacking = [...this.#observers].filter(({ hasRoom, place }) => hasRoom && place !== undefined);
    const after = lacking[0]?.place?.after;
    const here = lacking.filter(({ place }) => isSame(place?.after, after));
    if (here.length === 0) return;
    const filter = { namespace: this.namespace, states: ["RUNNING", "REVERTING"] as const };
    const records = await this.#machinery.store.segments.list(filter, after, LIMITS.pageSizeDefault);
    const last = records.length === LIMITS.pageSizeDefault ? records.at(-1) : undefined;
    const next = last && { createTime: last.flow.createTime, flowId: last.address.flowId };
    const ids = records.flatMap(segmentsOf);
    await this.#inSteps(here, (observer) => observer.listed(ids, next));
  }

  /** Does it with each, with pauses in which others have their turn. */
  #inSteps<One>(all: readonly One[], act: (one: One) => Promise<void> | void): Promise<void> {
    return withPauses(this.#machinery.environment, STEP_MS, all, act);
  }

  #failed(error: unknown): void {
    this.#machinery.emit({ kind: "error", what: "observing ready tasks", error });
  }
}

function missed(id: string, askers: readonly Asker[]): void {
  for (const { observer, version } of askers) observer.missed(id, version);
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

function isSame(a: FlowCursor | undefined, b: FlowCursor | undefined): boolean {
  return a?.createTime === b?.createTime && a?.flowId === b?.flowId;
}

/** The ids of all segments of a flow. */
function segmentsOf({ address, flow }: SegmentRecord): readonly string[] {
  return Array.from({ length: 1 + (flow.others?.count ?? 0) }, (_, segment) => segmentId({ ...address, segment }));
}
