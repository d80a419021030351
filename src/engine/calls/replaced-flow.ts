/**
 * Run with REPLACE: which run the new one takes the place of.
 */
import { isOpenChild } from "../../core/state/child-flow.js";
import { isEndedFlow } from "../../core/state/states.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import type { CheckedRun } from "../checks/index.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { deleteWithin } from "../nested/delete-within.js";
import { flowRevision } from "../views/revision.js";

/** So often an unknown outcome is looked into by a further try: at most one of them lands. */
const TRIES = 5;

/** What has this id now; undefined = nothing. */
export async function flowInPlace({ store }: Machinery, namespace: string, flowId: string) {
  const [record] = await store.segments.read([headerSegmentId(namespace, flowId)]);
  return record;
}

/** Throws REVISION_MISMATCH and FLOW_NOT_AT_REST. */
export function expectReplaceable(record: SegmentRecord, { expectedRevision }: CheckedRun): void {
  const { address, version, flow, nodes, holders } = record;
  const { namespace, flowId, incarnation } = address;
  const metadata = { namespace, flow_id: flowId };
  const revision = flowRevision({ incarnation, version });
  if (expectedRevision !== undefined && expectedRevision !== revision) {
    throw new EngineError("REVISION_MISMATCH", `flow ${flowId} is at revision ${revision}`, {
      metadata: { ...metadata, revision: expectedRevision, current: revision },
    });
  }
  const { state, parent } = flow;
  const rests = state === "PENDING" || state === "SUSPENDED" || isEndedFlow(state);
  const why = !rests
    ? `it is ${state}, and must be PENDING, SUSPENDED or ended`
    : parent !== undefined
      ? `it is within flow ${parent.flowId}`
      : [...nodes.values()].some(isOpenChild)
        ? "a flow within it has not told its end"
        : undefined;
  if (why === undefined) return;
  throw new EngineError("FLOW_NOT_AT_REST", `flow ${flowId} cannot be replaced: ${why}`, {
    metadata: { ...metadata, state, holders: String(holders.length) },
  });
}

/** The new run in place of that one: true = it is; false = that one was changed meanwhile. */
export async function putInPlace(machinery: Machinery, old: SegmentRecord, record: SegmentRecord): Promise<boolean> {
  const { store, committer, signals } = machinery;
  // Those within it are of no use to the new run.
  if (!(await deleteWithin(machinery, old).catch((error) => Promise.reject(notAtRest(old, error))))) return false;
  if (!(await landed(store, old, record))) return false;
  committer.cache.delete(old.id);
  if (old.flow.others !== undefined) await store.segments.deleteParts(old.address);
  signals.changed(old.id);
  return true;
}

/** Also where one of the flows within goes on. */
function notAtRest({ address: { namespace, flowId }, flow: { state } }: SegmentRecord, error: unknown): unknown {
  if (!(error instanceof EngineError && error.reason === "FLOW_NOT_ENDED")) return error;
  const metadata = { namespace, flow_id: flowId, state };
  return new EngineError("FLOW_NOT_AT_REST", `flow ${flowId} cannot be replaced: a flow within it goes on`, {
    metadata,
  });
}

async function landed({ segments }: Machinery["store"], old: SegmentRecord, record: SegmentRecord): Promise<boolean> {
  const { id, version, commit } = old;
  for (let tries = 1; ; tries += 1) {
    try {
      if (await segments.replace({ id, version, commit }, record)) return true;
      const [now] = await segments.read([id]);
      return now?.address.incarnation === record.address.incarnation;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tries === TRIES) throw error;
    }
  }
}
