/**
 * What Run answers, whether it made the flow or found it.
 */
import type { Answer } from "../../core/decision.js";
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import type { Payload } from "../../core/state/payload.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import type { Machinery } from "../machinery.js";
import type { RunResponse } from "../requests.js";
import { flowValue } from "../views/flow-value.js";
import { lookUp } from "../views/stored-payloads.js";
import { taskRef } from "../views/task-value.js";

/** What Run answers about a flow, new or there before. */
export async function runResponse(
  machinery: Machinery,
  address: SegmentAddress,
  definition: CompiledDefinition,
  answer: Answer,
  told: Pick<RunResponse, "changes" | "changesTruncated">,
  input: Payload | undefined,
): Promise<RunResponse> {
  const { header } = answer.flow;
  const lookup = await lookUp(
    machinery.store.payloads,
    header.failure?.body === undefined ? [] : [header.failure.body],
  );
  const flow = flowValue(address, answer.flow, (stored) => (stored === header.input && input ? input : lookup(stored)));
  const ready = answer.ready.slice(0, LIMITS.readyRefs).flatMap(({ node, entry }) => {
    const compiled = definition.nodes[node];
    return compiled === undefined ? [] : [taskRef(address.flowId, { definition, header, node: compiled, entry })];
  });
  return {
    flow,
    ready,
    readyCount: answer.ready.length,
    ...told,
    replayed: answer.replayed,
    warnings: definition.warnings,
  };
}
