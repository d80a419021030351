/**
 * WatchFlow of one large flow: its segments as they are heard to change, each from the version that was told of it last. A
 * revision of such a watch names the versions of all of them.
 */
import { isEndedFlow } from "../../core/state/states.js";
import { segmentId } from "../../store/segment-id.js";
import type { CallContext } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type { WatchFlowFrame } from "../requests.js";
import { partsRevision } from "../views/revision.js";
import type { Looks, SeenSegment } from "../watching/looks.js";
import type { Subscription } from "../watching/subscription.js";
import { flowUpdates, updateFrame } from "./flow-updates.js";
import { compacted } from "./watch-namespace.js";

type LargeView = "TASKS" | "FULL";

const SEEN_AT_ONCE = 64;

/** `since`: the versions of the segments that the watcher has seen; one that is not there is told whole. */
export async function* watchLargeFlow(
  machinery: Machinery,
  header: SeenSegment,
  since: readonly number[],
  view: LargeView,
  call: CallContext,
): AsyncGenerator<WatchFlowFrame> {
  const watch = new Watch(machinery, header, since, view);
  const own = new Set(watch.allIds);
  const { subscription, leave } = await machinery.watching.subscribe(header.address.namespace, (id) => own.has(id));
  try {
    yield* watch.tellNews(watch.allIds);
    yield { kind: "current", revision: watch.revision };
    if (!watch.over) yield* watch.follow(subscription, call.signal);
  } finally {
    leave();
  }
}

class Watch {
  readonly allIds: readonly string[];
  readonly #machinery: Machinery;
  readonly #header: SeenSegment;
  readonly #view: LargeView;
  readonly #told: number[];
  /** By their ids. */
  readonly #segments: ReadonlyMap<string, number>;
  #ended = false;
  #deleted = false;

  constructor(machinery: Machinery, header: SeenSegment, since: readonly number[], view: LargeView) {
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
  async *follow(subscription: Subscription, signal: AbortSignal | undefined): AsyncGenerator<WatchFlowFrame> {
    const { watching } = this.#machinery;
    while (!this.over) {
      await subscription.news(false, signal).catch((error) => Promise.reject(compacted(error, this.revision)));
      await watching.grid.next(signal);
      const { changed } = subscription.take();
      yield* this.#tellSegments(this.allIds.filter((id) => changed.has(id)));
      // What was seen before the end may be older than it, and changes may come behind it.
      if (this.#ended) yield* this.#tellChanged(this.allIds);
    }
  }

  /** The segments of these that have versions which were not told; of a flow that has ended by it all of them. */
  async *tellNews(ids: readonly string[]): AsyncGenerator<WatchFlowFrame> {
    yield* this.#tellChanged(ids);
    if (this.#ended) yield* this.#tellChanged(this.allIds);
  }

  async *#tellChanged(ids: readonly string[]): AsyncGenerator<WatchFlowFrame> {
    yield* this.#tellSegments(await this.#withNews(ids));
  }

  async *#tellSegments(ids: readonly string[]): AsyncGenerator<WatchFlowFrame> {
    const { incarnation, flowId } = this.#header.address;
    for await (const { id, record } of seenInTurn(this.#machinery.watching.looks, ids)) {
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
    const { watching, store } = this.#machinery;
    const asked = watching.looks.moment();
    const stored = new Map((await store.segments.versions(ids)).map((version) => [version.id, version]));
    return ids.filter((id) => {
      const now = stored.get(id);
      if (now === undefined) watching.looks.changedElsewhere(id);
      else watching.looks.found(now, asked);
      return id === this.#header.id || (now?.version ?? 0) > (this.#told[this.#segments.get(id) ?? 0] ?? 0);
    });
  }

  async *#tell(record: SeenSegment): AsyncGenerator<WatchFlowFrame> {
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

/** The segments, some at a time: a flow may have thousands. */
async function* seenInTurn(looks: Looks, ids: readonly string[]) {
  for (let from = 0; from < ids.length; from += SEEN_AT_ONCE) {
    const some = ids.slice(from, from + SEEN_AT_ONCE);
    const seen = await looks.see(some, true);
    for (const [index, id] of some.entries()) yield { id, record: seen[index] };
  }
}
