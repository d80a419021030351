/**
 * Run with REPLACE: which run the new one takes the place of.
 */
import { isOpenChild } from "../../core/state/child-flow.js";
import { isEndedFlow } from "../../core/state/states.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import type { CheckedRun } from "../checks/index.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { deleteLeftWithin, expectRestWithin } from "../nested/delete-within.js";
import { expectRevision } from "./expected-revision.js";

/** So often an unknown outcome is looked into by a further try: at most one of them lands. */
const TRIES = 5;

/** Throws REVISION_MISMATCH and FLOW_NOT_AT_REST. */
export function expectReplaceable(record: SegmentRecord, { expectedRevision }: CheckedRun): void {
  expectRevision(record, expectedRevision);
  const why = unrest(record);
  if (why !== undefined) throw notAtRest(record, why, { holders: String(record.holders.length) });
}

/** Why it is not replaced; undefined = it may be. */
function unrest({ flow: { state, parent }, nodes }: SegmentRecord): string | undefined {
  if (state !== "PENDING" && state !== "SUSPENDED" && !isEndedFlow(state)) {
    return `it is ${state}, and must be PENDING, SUSPENDED or ended`;
  }
  if (parent !== undefined) return `it is within flow ${parent.flowId}`;
  return [...nodes.values()].some(isOpenChild) ? "a flow within it has not told its end" : undefined;
}

/** The new run in place of that one: true = it is; false = that one was changed meanwhile. */
export async function putInPlace(machinery: Machinery, old: SegmentRecord, record: SegmentRecord): Promise<boolean> {
  const { store, committer, signals } = machinery;
  const hasWithin = await expectRestWithin(machinery, old).catch((error) => Promise.reject(asNotAtRest(old, error)));
  if (!(await landed(store, old, record))) return false;
  committer.cache.delete(old.id);
  if (old.flow.others !== undefined) await store.segments.deleteParts(old.address);
  // Those within it are of no use to the new run.
  if (hasWithin) await deleteLeftWithin(machinery, old.address.namespace, old.address.flowId);
  signals.changed(old.id);
  return true;
}

/** Also where one of the flows within goes on. */
function asNotAtRest(old: SegmentRecord, error: unknown): unknown {
  const goesOn = error instanceof EngineError && error.reason === "FLOW_NOT_ENDED";
  return goesOn ? notAtRest(old, "a flow within it goes on") : error;
}

function notAtRest({ address, flow }: SegmentRecord, why: string, more: Readonly<Record<string, string>> = {}) {
  const { namespace, flowId } = address;
  return new EngineError("FLOW_NOT_AT_REST", `flow ${flowId} cannot be replaced: ${why}`, {
    metadata: { namespace, flow_id: flowId, state: flow.state, ...more },
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
