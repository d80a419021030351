/**
 * Run of a flow id that is taken: a repeat, the caller's wish to have the existing flow, or an error.
 */

import type { Answer } from "../../core/decision.js";
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { isLong, unbegunItem } from "../../core/state/long-list.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { itemNumbers, longListAt } from "../../core/state/task-causes.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { CheckedRun } from "../checks/index.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { RunResponse } from "../run-request.js";
import { viewOfRecord } from "../views/flow-value.js";
import { lookUp } from "../views/stored-payloads.js";
import { runResponse } from "./run-response.js";

/** `own`: the incarnations that this very request may have stored. */
export async function existingFlow(
  machinery: Machinery,
  request: CheckedRun,
  flowId: string,
  runDigest: string,
  own: ReadonlySet<string>,
): Promise<RunResponse> {
  const { namespace } = request;
  const [record] = await machinery.store.segments.read([headerSegmentId(namespace, flowId)]);
  if (record === undefined) {
    throw new EngineError("CONFLICT", `flow ${flowId} was deleted while it was run`, {
      metadata: { flow_id: flowId },
      retryAfterMs: 10,
    });
  }
  const repeated = await repeatedRun(machinery, request, record, runDigest, own);
  if (repeated !== undefined) return repeated;
  const metadata = { namespace, flow_id: flowId, state: record.flow.state };
  const same = record.flow.runDigest === runDigest;
  if (request.conflictPolicy !== "RETURN_EXISTING") {
    throw new EngineError("FLOW_EXISTS", `flow ${flowId} exists in namespace ${namespace}`, { metadata });
  }
  if (same) return replay(machinery, record);
  throw new EngineError("FLOW_DIFFERS", `flow ${flowId} exists with another definition or input`, {
    metadata: { ...metadata, definition_digest: record.flow.definitionDigest },
  });
}

/** The answer where this very request has made the run that is there; undefined where another has. Throws REQUEST_ID_REUSED. */
export async function repeatedRun(
  machinery: Machinery,
  { namespace, requestId = "" }: CheckedRun,
  record: SegmentRecord,
  runDigest: string,
  own: ReadonlySet<string>,
): Promise<RunResponse | undefined> {
  const { address, flow } = record;
  if (own.has(address.incarnation)) return replay(machinery, record);
  if (requestId === "" || flow.runRequestId !== requestId) return undefined;
  if (flow.runDigest === runDigest) return replay(machinery, record);
  const { flowId } = address;
  throw new EngineError(
    "REQUEST_ID_REUSED",
    `request_id ${requestId} ran flow ${flowId} with another definition, input or snapshot`,
    { metadata: { namespace, flow_id: flowId, state: flow.state, request_id: requestId } },
  );
}

/** Of a task that runs for each item of a list the items that its beginning, and no completion, made ready. */
function firstTasks({ firstBatch, nodes }: CompiledDefinition, record: SegmentRecord): readonly number[] {
  return firstBatch.flatMap((node) => {
    if (nodes[node]?.items === undefined) return [node];
    const { list } = record.nodes.get(node) ?? {};
    if (isLong(list)) return Array.from({ length: list.long.offered }, (_, index) => list.long.first + index);
    return itemNumbers(record.nodes, node).filter((number) => {
      const entry = record.nodes.get(number);
      return entry?.reachedTime !== undefined && entry.readyBy === undefined;
    });
  });
}

/** The flow as it is now, and its first batch. */
async function replay(machinery: Machinery, record: SegmentRecord): Promise<RunResponse> {
  const { address, flow } = record;
  const definition = await machinery.definitions.load(address.namespace, flow.definitionDigest, 0);
  const started = flow.startTime !== undefined;
  const answer: Answer = {
    flow: viewOfRecord(record),
    replayed: true,
    ready: started ? firstTasks(definition, record).map((node) => ({ node, entry: entryIn(record, node) })) : [],
  };
  const lookup = await lookUp(machinery.store.payloads, flow.input === undefined ? [] : [flow.input]);
  const input = flow.input === undefined ? undefined : lookup(flow.input);
  return runResponse(machinery, address, definition, answer, { changes: [], changesTruncated: false }, input, []);
}

/** Of an item of a long list that has left the state only which one it is. */
function entryIn({ nodes }: SegmentRecord, number: number): NodeEntry | undefined {
  const item = nodes.has(number) ? undefined : longListAt(nodes, number);
  const task = item && nodes.get(item.owner);
  return item === undefined || task === undefined ? nodes.get(number) : unbegunItem(item.owner, task, item.index);
}
