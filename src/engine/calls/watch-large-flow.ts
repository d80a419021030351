/**
 * WatchFlow of one large flow: its segments by the store's history of changes, each from the version that was told of it
 * last. A revision of such a watch names the versions of all of them.
 */
import { isEndedFlow } from "../../core/state/states.js";
import { segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { CallContext } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type { WatchFlowFrame } from "../requests.js";
import { partsRevision } from "../views/revision.js";
import { Wakeup } from "../waiting.js";
import { ChangeFeed } from "./change-feed.js";
import { COALESCE_MS, flowUpdates, updateFrame } from "./flow-updates.js";
import { compacted, readInTurn } from "./watch-namespace.js";

type View = "TASKS" | "FULL";

/** `since`: the versions of the segments that the watcher has seen; one that is not there is told whole. */
export async function* watchLargeFlow(
  machinery: Machinery,
  header: SegmentRecord,
  since: readonly number[],
  view: View,
  call: CallContext,
): AsyncGenerator<WatchFlowFrame> {
  const { store } = machinery;
  const begun = await store.segments.position();
  const stop = new AbortController();
  const abort = () => stop.abort();
  call.signal?.addEventListener("abort", abort);
  try {
    const watch = new Watch(machinery, header, since, view);
    const feed = new ChangeFeed(store.segments.follow(header.address.namespace, begun, stop.signal));
    yield* watch.tellNews(watch.allIds);
    yield { kind: "current", revision: watch.revision };
    if (watch.over) return;
    yield* watch.follow(feed, stop.signal);
  } finally {
    call.signal?.removeEventListener("abort", abort);
    stop.abort();
  }
}

class Watch {
  readonly allIds: readonly string[];
  readonly #machinery: Machinery;
  readonly #header: SegmentRecord;
  readonly #view: View;
  readonly #told: number[];
  /** By their ids. */
  readonly #segments: ReadonlyMap<string, number>;
  #ended = false;
  #deleted = false;

  constructor(machinery: Machinery, header: SegmentRecord, since: readonly number[], view: View) {
    const { address, flow } = header;
    this.#machinery = machinery;
    this.#header = header;
    this.#view = view;
    const segments = Array.from({ length: 1 + (flow.others?.count ?? 0) }, (_, segment) => segment);
    this.#told = segments.map((segment) => since[segment] ?? 0);
    this.#segments = new Map(segments.map((segment) => [segmentId({ ...address, segment }), segment]));
    // The flow as a whole is told last: who hears that it has ended has heard the rest.
    this.allIds = [...segments.slice(1), 0].map((segment) => segmentId({ ...address, segment }));
  }

  get over(): boolean {
    return this.#ended || this.#deleted;
  }

  get revision(): string {
    return partsRevision({ incarnation: this.#header.address.incarnation, versions: this.#told });
  }

  /** Tells of what changes until the flow has ended or is deleted. */
  async *follow(feed: ChangeFeed, signal: AbortSignal): AsyncGenerator<WatchFlowFrame> {
    const { environment } = this.#machinery;
    const own = new Set(this.allIds);
    while (!this.over) {
      const coalesced = () => new Wakeup().wait(environment, COALESCE_MS, signal);
      const changes = await feed.next(coalesced).catch((error) => Promise.reject(compacted(error, this.revision)));
      if (changes === undefined) return;
      const changed = new Set(changes.map(({ id }) => id).filter((id) => own.has(id)));
      yield* this.tellNews(this.allIds.filter((id) => changed.has(id)));
    }
  }

  /** The segments of these that have versions which were not told; of a flow that has ended by it all of them. */
  async *tellNews(ids: readonly string[]): AsyncGenerator<WatchFlowFrame> {
    yield* this.#tellChanged(ids);
    // What was read before the end may be older than it, and changes may come behind it.
    if (this.#ended) yield* this.#tellChanged(this.allIds);
  }

  async *#tellChanged(ids: readonly string[]): AsyncGenerator<WatchFlowFrame> {
    const { segments } = this.#machinery.store;
    const { incarnation, flowId } = this.#header.address;
    const changed = await this.#withNews(ids);
    for await (const { id, record } of readInTurn(segments, changed)) {
      if (record === undefined || record.address.incarnation !== incarnation) {
        if (id === this.#header.id) {
          this.#deleted = true;
          yield { kind: "deleted", revision: this.revision, flowId };
          return;
        }
        continue;
      }
      yield* this.#tell(record);
    }
  }

  /** Those whose versions were not told, and the header: it tells whether there still is a flow, and whether it ended. */
  async #withNews(ids: readonly string[]): Promise<readonly string[]> {
    const { segments } = this.#machinery.store;
    const stored = new Map((await segments.versions(ids)).map(({ id, version }) => [id, version]));
    return ids.filter((id) => {
      const told = this.#told[this.#segments.get(id) ?? 0] ?? 0;
      return id === this.#header.id || (stored.get(id) ?? 0) > told;
    });
  }

  async *#tell(record: SegmentRecord): AsyncGenerator<WatchFlowFrame> {
    const { segment } = record.address;
    const told = this.#told[segment] ?? 0;
    const isFlow = segment === 0;
    const ended = isFlow && isEndedFlow(record.flow.state);
    // A watch that resumes after the end is told the end again: it cannot know that it has seen all.
    if (record.version <= told && !(ended && !this.#ended)) return;
    for await (const update of flowUpdates(this.#machinery, record, told, this.#view)) {
      if (update.last) this.#told[segment] = record.version;
      yield updateFrame(update, this.revision);
    }
    this.#told[segment] = record.version;
    if (ended) this.#ended = true;
  }
}
