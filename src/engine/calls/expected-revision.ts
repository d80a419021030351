/**
 * Calls on a flow that must be where its caller last saw it.
 */
import type { SegmentRecord } from "../../store/segment-record.js";
import { EngineError } from "../engine-error.js";
import { flowRevision } from "../views/revision.js";

/** `expected` undefined = wherever it is. Throws REVISION_MISMATCH. */
export function expectRevision({ address, version }: SegmentRecord, expected: string | undefined): void {
  const { namespace, flowId, incarnation } = address;
  const revision = flowRevision({ incarnation, version });
  if (expected === undefined || expected === revision) return;
  throw new EngineError("REVISION_MISMATCH", `flow ${flowId} is at revision ${revision}`, {
    metadata: { namespace, flow_id: flowId, revision: expected, current: revision },
  });
}
