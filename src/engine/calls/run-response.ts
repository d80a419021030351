/**
 * What Run answers, whether it made the flow or found it.
 */
import type { Answer } from "../../core/decision.js";
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import type { Message } from "../../core/state/message.js";
import type { Payload } from "../../core/state/payload.js";
import { nodeOfEntry } from "../../core/state/planned.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import { remoteFirstBatch } from "../large-flows/remote-ready.js";
import type { Machinery } from "../machinery.js";
import type { RunResponse } from "../run-request.js";
import { flowValue, payloadsOfFlow } from "../views/flow-value.js";
import { lookUp } from "../views/stored-payloads.js";
import { taskRef } from "../views/task-value.js";

export interface ToldOfRun extends Pick<RunResponse, "changes" | "changesTruncated"> {
  /** What its segment 0 has just told the others; absent = the flow is not stored, and what they begin with is not listed. */
  readonly messages?: readonly Message[];
  /** What is ready beyond segment 0 is not known yet: it is neither listed nor counted. */
  readonly hadSnapshot: boolean;
}

/** What Run answers about a flow, new or there before. */
export async function runResponse(
  machinery: Machinery,
  address: SegmentAddress,
  definition: CompiledDefinition,
  answer: Answer,
  { messages, hadSnapshot, ...told }: ToldOfRun,
  input: Payload | undefined,
): Promise<RunResponse> {
  const { header } = answer.flow;
  const stored = payloadsOfFlow(header).filter((payload) => payload !== header.input);
  const lookup = await lookUp(machinery.store.payloads, stored);
  const flow = flowValue(address, answer.flow, (payload) =>
    payload === header.input && input ? input : lookup(payload),
  );
  const ready = answer.ready.slice(0, LIMITS.readyRefs).flatMap(({ node, entry }) => {
    const compiled = nodeOfEntry(definition, node, entry);
    return compiled === undefined ? [] : [taskRef(address.flowId, { header, node: compiled, entry })];
  });
  const hasBegun = header.startTime !== undefined && definition.segmentCount > 1 && !hadSnapshot;
  const left = LIMITS.readyRefs - ready.length;
  const isStored = messages !== undefined;
  const others = hasBegun && isStored ? await remoteFirstBatch(machinery, address, definition, messages, left) : [];
  const otherCount = hasBegun ? definition.segments.slice(1).reduce((sum, { firstBatch }) => sum + firstBatch, 0) : 0;
  return {
    flow,
    ready: [...ready, ...others],
    readyCount: answer.ready.length + otherCount,
    ...told,
    replayed: answer.replayed,
    warnings: definition.warnings,
  };
}
