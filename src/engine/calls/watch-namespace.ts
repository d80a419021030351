/**
 * WatchFlow of a namespace: each flow that changes from a position on. What came before the watch is found in the store's
 * history; from then on it hears what all watches of the namespace hear. A watch without a revision begins now: list the
 * flows after its first frame.
 */
import { isPartId } from "../../store/segment-id.js";
import { PositionLost } from "../../store/store-errors.js";
import type { Checked } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { WatchFlowFrame, WatchFlowRequest } from "../requests.js";
import { namespaceRevision, parseNamespaceRevision } from "../views/revision.js";
import type { SeenSegment } from "../watching/looks.js";
import { type Changes, Subscription } from "../watching/subscription.js";
import { flowUpdates, updateFrame, type View } from "./flow-updates.js";

const SEEN_AT_ONCE = 64;

/** Throws REVISION_COMPACTED where the store's history no longer reaches back to the revision. */
export async function* watchNamespace(
  machinery: Machinery,
  { namespace, view = "SUMMARY", sinceRevision = "" }: Checked<WatchFlowRequest>,
  call: CallContext = {},
): AsyncGenerator<WatchFlowFrame> {
  const since = sinceRevision === "" ? undefined : parseNamespaceRevision("since_revision", sinceRevision);
  const end = machinery.watching.begin();
  try {
    yield* new NamespaceWatch(machinery, namespace, view, call.signal).tell(since);
  } finally {
    end();
  }
}

class NamespaceWatch {
  readonly #machinery: Machinery;
  readonly #namespace: string;
  readonly #view: View;
  readonly #signal: AbortSignal | undefined;
  /** Everything up to here has been told. */
  #told = "";
  /** Something after it was told, too. */
  #isAhead = false;

  constructor(machinery: Machinery, namespace: string, view: View, signal: AbortSignal | undefined) {
    this.#machinery = machinery;
    this.#namespace = namespace;
    this.#view = view;
    this.#signal = signal;
  }

  async *tell(since: string | undefined): AsyncGenerator<WatchFlowFrame> {
    if (since !== undefined) {
      this.#told = since;
      yield this.#current;
    }
    try {
      // Where it is too slow for what changes it begins again where it is.
      while (this.#signal?.aborted !== true) yield* this.#follow();
    } catch (error) {
      throw compacted(error, namespaceRevision(this.#told));
    }
  }

  get #current(): WatchFlowFrame {
    return { kind: "current", revision: namespaceRevision(this.#told) };
  }

  /** Until it can no longer follow. */
  async *#follow(): AsyncGenerator<WatchFlowFrame> {
    const { watching, store } = this.#machinery;
    const { subscription, leave } = await watching.subscribe(this.#namespace, (id) => this.#wants(id));
    try {
      const now = await store.segments.position();
      if (this.#told !== "") yield* this.#tellHistory(now);
      else {
        this.#told = now;
        yield this.#current;
      }
      for (;;) {
        await subscription.news(this.#isAhead, this.#signal);
        if (this.#signal?.aborted === true) return;
        await watching.grid.next(this.#signal);
        if (subscription.isBehind) return;
        yield* this.#tellChanges(subscription.take());
      }
    } finally {
      leave();
    }
  }

  /** How a large flow stands is told by its segment 0. */
  #wants(id: string): boolean {
    return this.#view !== "SUMMARY" || !isPartId(id);
  }

  /** What changed from where it is until a position after which it is heard. */
  async *#tellHistory(until: string): AsyncGenerator<WatchFlowFrame> {
    const { watching, store } = this.#machinery;
    do {
      const part = await watching.histories.read(this.#namespace, this.#told, until, this.#signal);
      if (this.#signal?.aborted === true) return;
      const history = new Subscription((id) => this.#wants(id));
      for (const change of part.changes) {
        watching.looks.changedElsewhere(change.id);
        history.note(change);
      }
      history.reach(part.position);
      yield* this.#tellChanges(history.take());
    } while (store.segments.isLater(until, this.#told));
  }

  async *#tellChanges({ changed, position }: Changes): AsyncGenerator<WatchFlowFrame> {
    const ids = [...changed.keys()];
    for (let from = 0; from < ids.length; from += SEEN_AT_ONCE) {
      const some = ids.slice(from, from + SEEN_AT_ONCE);
      const seen = await this.#machinery.watching.looks.see(some, this.#view !== "SUMMARY");
      for (const [index, id] of some.entries()) yield* this.#tellChanged(id, changed, seen[index]);
    }
    this.#isAhead = ids.length > 0;
    // Only now has everything up to the position been told.
    if (this.#told === "" || this.#machinery.store.segments.isLater(position, this.#told)) this.#told = position;
    yield this.#current;
  }

  async *#tellChanged(
    id: string,
    changed: Changes["changed"],
    seen: SeenSegment | undefined,
  ): AsyncGenerator<WatchFlowFrame> {
    const { since = 0, deleted = false } = changed.get(id) ?? {};
    const revision = namespaceRevision(this.#told);
    if (seen === undefined) {
      // Where its deletion was not heard yet it will be.
      if (deleted && !isPartId(id)) yield { kind: "deleted", revision, flowId: id.slice(id.lastIndexOf("/") + 1) };
      return;
    }
    for await (const update of flowUpdates(this.#machinery, seen, since, this.#view)) {
      yield updateFrame(update, revision);
    }
  }
}

/** The error that tells a caller that the store's history no longer reaches back to where it is. */
export function compacted(error: unknown, revision: string): unknown {
  if (!(error instanceof PositionLost)) return error;
  return new EngineError("REVISION_COMPACTED", "the revision is older than what can be told: list again", {
    metadata: { revision },
    cause: error,
  });
}
