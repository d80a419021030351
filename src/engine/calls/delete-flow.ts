/**
 * DeleteFlow: an ended flow goes, with all flows within it, and its id is free again.
 */
import type { FlowHeader } from "../../core/state/flow-header.js";
import { isEndedFlow } from "../../core/state/states.js";
import { headerSegmentId } from "../../store/segment-id.js";
import { checkDeleteFlow } from "../checks/index.js";
import { flowNotFound } from "../commit/read-copies.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { deleteLeftWithin, expectRestWithin, tellParent } from "../nested/delete-within.js";
import type { DeleteFlowRequest, DeleteFlowResponse } from "../requests.js";
import { flowValue, viewOfRecord } from "../views/flow-value.js";
import { deletionMark } from "./deletion-mark.js";
import { expectRevision } from "./expected-revision.js";

/** An ended flow changes no more but by late outcomes: a guard that misses this often is no chance. */
const TRIES = 5;

/** Throws FLOW_NOT_FOUND (unless a missing flow is allowed), FLOW_NOT_ENDED, REVISION_MISMATCH or CONFLICT. */
export function deleteFlow(machinery: Machinery, request: DeleteFlowRequest): Promise<DeleteFlowResponse> {
  return deleteFlowIf(machinery, request, () => true);
}

/** As `deleteFlow`; an ended flow that is not `wanted` away as it stands at its deletion stays: the answer has no flow. */
export async function deleteFlowIf(
  machinery: Machinery,
  request: DeleteFlowRequest,
  wanted: (flow: FlowHeader) => boolean,
): Promise<DeleteFlowResponse> {
  const { namespace, flowId, requestId, expectedRevision, allowMissing } = checkDeleteFlow(request);
  const id = headerSegmentId(namespace, flowId);
  const metadata = { namespace, flow_id: flowId };
  const mark = deletionMark(machinery.store.payloads, id, requestId);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [[record], meant] = await Promise.all([machinery.store.segments.read([id]), mark.read()]);
    if (record === undefined || (meant !== undefined && meant !== record.address.incarnation)) {
      await deleteLeftWithin(machinery, namespace, flowId);
      if (allowMissing === true) return {};
      throw record === undefined ? flowNotFound(id) : goneAlready(metadata);
    }
    const { version, commit, flow, address } = record;
    expectRevision(record, expectedRevision === "" ? undefined : expectedRevision);
    if (!isEndedFlow(flow.state)) {
      throw new EngineError("FLOW_NOT_ENDED", `flow ${flowId} is ${flow.state}: only an ended flow can be deleted`, {
        metadata: { ...metadata, state: flow.state },
      });
    }
    if (!wanted(flow)) return {};
    // What it has told its task is heard before it can be forgotten.
    if (flow.parent !== undefined) await tellParent(machinery, record, flow.parent);
    const hasWithin = await expectRestWithin(machinery, record);
    // Another copy of the request may have marked another run meanwhile.
    if (!(await mark.set(address.incarnation))) continue;
    if (!(await machinery.store.segments.delete({ id, version, commit }))) continue;
    machinery.committer.cache.delete(id);
    // Without the header nobody finds them; what a crash leaves is collected.
    if (flow.others !== undefined) await machinery.store.segments.deleteParts(address);
    if (hasWithin) await deleteLeftWithin(machinery, namespace, flowId);
    machinery.signals.changed(id);
    return { flow: flowValue(address, viewOfRecord(record)) };
  }
  throw new EngineError("CONFLICT", `flow ${flowId} was changed while it was deleted`, { metadata, retryAfterMs: 50 });
}

function goneAlready(metadata: { readonly namespace: string; readonly flow_id: string }): EngineError {
  const message = `what this request was to delete as flow ${metadata.flow_id} is gone: another run has its id`;
  return new EngineError("FLOW_NOT_FOUND", message, { metadata });
}
