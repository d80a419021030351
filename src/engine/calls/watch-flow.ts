/**
 * WatchFlow of one flow: its latest state and that of the tasks that changed, from a revision on. Level-triggered: what
 * lies between two looks may be skipped, the last state never is.
 */
import { isEndedFlow } from "../../core/state/states.js";
import { headerSegmentId } from "../../store/segment-id.js";
import { checkWatchFlow } from "../checks/index.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { WatchFlowFrame, WatchFlowRequest } from "../requests.js";
import { flowRevision, parseFlowRevision, parsePartsRevision } from "../views/revision.js";
import { Wakeup } from "../waiting.js";
import type { SeenSegment } from "../watching/looks.js";
import { flowUpdates, updateFrame, type View } from "./flow-updates.js";
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
  const { watching } = machinery;
  const id = headerSegmentId(checked.namespace, checked.flowId);
  const view = checked.view ?? "SUMMARY";
  const end = watching.begin();
  const wakeup = new Wakeup();
  const rest = new Wakeup();
  const stop = machinery.signals.listen(id, (rests) => {
    wakeup.wake();
    if (rests) rest.wake();
  });
  try {
    const [first] = await watching.looks.seeStored([id], view !== "SUMMARY");
    if (first === undefined) throw flowNotFound(id);
    // How a large flow stands is told by its segment 0 alone.
    if (first.flow.others !== undefined && view !== "SUMMARY") {
      yield* watchLargeFlow(machinery, first, sinceVersions(first, checked.sinceRevision), view, call);
      return;
    }
    yield* watchOne(machinery, first, sinceVersion(first, checked.sinceRevision), view, { id, wakeup, rest, call });
  } finally {
    stop();
    end();
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
  first: SeenSegment,
  since: number,
  view: View,
  { id, wakeup, rest, call }: Watching,
): AsyncGenerator<WatchFlowFrame> {
  const { incarnation, flowId } = first.address;
  const revisionAt = (version: number) => flowRevision({ incarnation, version });
  let told = since;
  let current = false;
  const { watching, environment } = machinery;
  for (let record: SeenSegment | undefined = first; ; record = await see(machinery, id, view)) {
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
    const heard = await wakeup.wait(environment, LOOK_INTERVAL_MS, call.signal);
    if (!heard) watching.looks.changedElsewhere(id);
    await rest.waitUntil((over) => watching.grid.onNext(over), call.signal);
  }
}

function sinceVersion({ address }: SeenSegment, revision: string | undefined): number {
  if (revision === undefined || revision === "") return 0;
  const { incarnation, version } = parseFlowRevision("since_revision", revision);
  if (incarnation === address.incarnation) return version;
  throw anotherRun(revision);
}

function sinceVersions({ address }: SeenSegment, revision: string | undefined): readonly number[] {
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

async function see({ watching }: Machinery, id: string, view: View): Promise<SeenSegment | undefined> {
  const [seen] = await watching.looks.see([id], view !== "SUMMARY");
  return seen;
}
