/**
 * WatchFlow of one flow: its latest state and that of the tasks that changed, from a revision on. Level-triggered: what
 * lies between two looks may be skipped, the last state never is.
 */
import { isEndedFlow } from "../../core/state/states.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { checkWatchFlow } from "../checks/index.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { WatchFlowFrame, WatchFlowRequest } from "../requests.js";
import { flowRevision, parseFlowRevision, parsePartsRevision } from "../views/revision.js";
import { Wakeup } from "../waiting.js";
import { COALESCE_MS, flowUpdates, updateFrame } from "./flow-updates.js";
import { watchLargeFlow } from "./watch-large-flow.js";
import { watchNamespace } from "./watch-namespace.js";

/** Looked at at least this often, though no signal comes. */
const LOOK_INTERVAL_MS = 5_000;

/**
 * Ends after the update in which the flow has ended, or where it was deleted. Throws FLOW_NOT_FOUND, and
 * REVISION_MISMATCH where the revision is of another run of the id.
 */
export async function* watchFlow(
  machinery: Machinery,
  request: WatchFlowRequest,
  call: CallContext = {},
): AsyncGenerator<WatchFlowFrame> {
  const checked = checkWatchFlow(request);
  if (checked.flowId === undefined || checked.flowId === "") {
    yield* watchNamespace(machinery, checked, call);
    return;
  }
  const id = headerSegmentId(checked.namespace, checked.flowId);
  const wakeup = new Wakeup();
  const rest = new Wakeup();
  const stop = machinery.signals.listen(id, (rests) => {
    wakeup.wake();
    if (rests) rest.wake();
  });
  try {
    const first = await read(machinery, id);
    if (first === undefined) throw flowNotFound(id);
    const view = checked.view ?? "SUMMARY";
    // How a large flow stands is told by its segment 0 alone.
    if (first.flow.others !== undefined && view !== "SUMMARY") {
      yield* watchLargeFlow(machinery, first, sinceVersions(first, checked.sinceRevision), view, call);
      return;
    }
    yield* watchOne(machinery, first, sinceVersion(first, checked.sinceRevision), view, { id, wakeup, rest, call });
  } finally {
    stop();
  }
}

interface Watching {
  readonly id: string;
  readonly wakeup: Wakeup;
  /** Nothing of the flow goes on any more: whoever waits for that waits for nothing else. */
  readonly rest: Wakeup;
  readonly call: CallContext;
}

async function* watchOne(
  machinery: Machinery,
  first: SegmentRecord,
  since: number,
  view: "SUMMARY" | "TASKS" | "FULL",
  { id, wakeup, rest, call }: Watching,
): AsyncGenerator<WatchFlowFrame> {
  const { incarnation, flowId } = first.address;
  const revisionAt = (version: number) => flowRevision({ incarnation, version });
  let told = since;
  let current = false;
  for (let record: SegmentRecord | undefined = first; ; record = await read(machinery, id)) {
    if (record === undefined || record.address.incarnation !== incarnation) {
      yield { kind: "deleted", revision: revisionAt(told), flowId };
      return;
    }
    const ended = isEndedFlow(record.flow.state);
    // A watch that resumes after the end is told the end again: it cannot know that it has seen all.
    if (record.version > told || (ended && !current)) {
      const updates = flowUpdates(machinery, record, told, view);
      for await (const update of updates) yield updateFrame(update, revisionAt(update.last ? record.version : told));
      told = record.version;
    }
    if (!current) yield { kind: "current", revision: revisionAt(told) };
    current = true;
    if (ended) return;
    await wakeup.wait(machinery.environment, LOOK_INTERVAL_MS, call.signal);
    await rest.wait(machinery.environment, COALESCE_MS, call.signal);
  }
}

function sinceVersion({ address }: SegmentRecord, revision: string | undefined): number {
  if (revision === undefined || revision === "") return 0;
  const { incarnation, version } = parseFlowRevision("since_revision", revision);
  if (incarnation === address.incarnation) return version;
  throw anotherRun(revision);
}

function sinceVersions({ address }: SegmentRecord, revision: string | undefined): readonly number[] {
  if (revision === undefined || revision === "") return [];
  const { incarnation, versions } = parsePartsRevision("since_revision", revision);
  if (incarnation === address.incarnation) return versions;
  throw anotherRun(revision);
}

function anotherRun(revision: string): EngineError {
  return new EngineError("REVISION_MISMATCH", "since_revision is of another run of this flow id", {
    metadata: { field: "since_revision", revision },
  });
}

async function read(machinery: Machinery, id: string): Promise<SegmentRecord | undefined> {
  const [record] = await machinery.store.segments.read([id]);
  return record;
}
