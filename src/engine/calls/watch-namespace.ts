/**
 * WatchFlow of a namespace: each flow that changes from a position on, by the store's own history of changes. A watch
 * without a revision begins now: list the flows after its first frame.
 */
import { isPartId } from "../../store/segment-id.js";
import type { FollowedChange, SegmentStore } from "../../store/segment-store.js";
import { PositionLost } from "../../store/store-errors.js";
import type { Checked } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { WatchFlowFrame, WatchFlowRequest } from "../requests.js";
import { namespaceRevision, parseNamespaceRevision } from "../views/revision.js";
import { Wakeup } from "../waiting.js";
import { ChangeFeed } from "./change-feed.js";
import { COALESCE_MS, flowUpdates, updateFrame } from "./flow-updates.js";

const READ_AT_ONCE = 64;

/** Throws REVISION_COMPACTED where the store's history no longer reaches back to the revision. */
export async function* watchNamespace(
  machinery: Machinery,
  request: Checked<WatchFlowRequest>,
  call: CallContext,
): AsyncGenerator<WatchFlowFrame> {
  const { sinceRevision = "" } = request;
  const { segments } = machinery.store;
  const begun =
    sinceRevision === "" ? await segments.position() : parseNamespaceRevision("since_revision", sinceRevision);
  const stop = new AbortController();
  const abort = () => stop.abort();
  call.signal?.addEventListener("abort", abort);
  try {
    yield { kind: "current", revision: namespaceRevision(begun) };
    yield* follow(machinery, request, begun, stop.signal);
  } finally {
    call.signal?.removeEventListener("abort", abort);
    stop.abort();
  }
}

async function* follow(
  machinery: Machinery,
  { namespace, view = "SUMMARY" }: Checked<WatchFlowRequest>,
  begun: string,
  signal: AbortSignal,
): AsyncGenerator<WatchFlowFrame> {
  const { store, environment } = machinery;
  const feed = new ChangeFeed(store.segments.follow(namespace, begun, signal));
  let told = namespaceRevision(begun);
  for (;;) {
    const coalesced = () => new Wakeup().wait(environment, COALESCE_MS, signal);
    const changes = await feed.next(coalesced).catch((error) => Promise.reject(compacted(error, told)));
    if (changes === undefined) return;
    const { position, versions } = latest(changes);
    for await (const { id, record } of readInTurn(store.segments, [...versions.keys()])) {
      if (record === undefined) {
        if (!isPartId(id)) yield { kind: "deleted", revision: told, flowId: id.slice(id.lastIndexOf("/") + 1) };
        continue;
      }
      // How a large flow stands is told by its segment 0.
      if (record.address.segment > 0 && view === "SUMMARY") continue;
      const since = (versions.get(id) ?? 1) - 1;
      for await (const update of flowUpdates(machinery, record, since, view)) yield updateFrame(update, told);
    }
    // Only now has everything up to the position been told.
    told = namespaceRevision(position);
    yield { kind: "current", revision: told };
  }
}

/** The segments, some at a time: a reader that was busy has thousands of changed flows before it. */
export async function* readInTurn(segments: SegmentStore, ids: readonly string[]) {
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
    const some = ids.slice(from, from + READ_AT_ONCE);
    const records = await segments.read(some);
    for (const [index, id] of some.entries()) yield { id, record: records[index] };
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

/** The earliest version of each flow that changed, and the position after all of them. */
function latest(changes: readonly FollowedChange[]) {
  const versions = new Map<string, number>();
  for (const { id, version = Number.MAX_SAFE_INTEGER } of changes) {
    versions.set(id, Math.min(version, versions.get(id) ?? Number.MAX_SAFE_INTEGER));
  }
  return { position: changes.at(-1)?.position ?? "", versions };
}
