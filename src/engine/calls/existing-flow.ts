/**
 * Run of a flow id that is taken: a repeat, the caller's wish to have the existing flow, or an error.
 */

import type { Answer } from "../../core/decision.js";
import type { CompiledDefinition, CompiledNode } from "../../core/definition/compiled-definition.js";
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
  if (same) return replay(machinery, request, record);
  throw new EngineError("FLOW_DIFFERS", `flow ${flowId} exists with another definition or input`, {
    metadata: { ...metadata, definition_digest: record.flow.definitionDigest },
  });
}

interface Ran {
  readonly incarnation: string;
  readonly requestId?: string | undefined;
  readonly digest: string;
}

/**
 * The answer where this very request has made the run that is there; undefined where it has made none. Throws FLOW_REPLACED
 * where it has made an earlier one, REQUEST_ID_REUSED where another request of its id has.
 */
export async function repeatedRun(
  machinery: Machinery,
  request: CheckedRun,
  record: SegmentRecord,
  runDigest: string,
  own: ReadonlySet<string>,
): Promise<RunResponse | undefined> {
  const { namespace, requestId = "" } = request;
  const { address, flow, earlier } = record;
  const here = { incarnation: address.incarnation, requestId: flow.runRequestId, digest: flow.runDigest };
  const isOwn = (run: Ran) => own.has(run.incarnation) || (requestId !== "" && run.requestId === requestId);
  const ran = [...(earlier?.runs ?? []), here].findLast(isOwn);
  if (ran === undefined) return undefined;
  const { flowId } = address;
  const metadata = { namespace, flow_id: flowId, state: flow.state, request_id: requestId };
  if (ran.digest !== runDigest) {
    const message = `request_id ${requestId} ran flow ${flowId} with another definition, input or snapshot`;
    throw new EngineError("REQUEST_ID_REUSED", message, { metadata });
  }
  if (ran === here) return replay(machinery, request, record);
  const message = `what this request ran as flow ${flowId} is gone: another run has taken its place`;
  throw new EngineError("FLOW_REPLACED", message, { metadata });
}

/** Of a task that runs for each item of a list the items that its beginning, and no completion, made ready. */
function firstTasks({ nodes }: CompiledDefinition, batch: readonly number[], record: SegmentRecord): number[] {
  return batch.flatMap((node) => {
    if (nodes[node]?.items === undefined) return [node];
    const { list } = record.nodes.get(node) ?? {};
    if (isLong(list)) return Array.from({ length: list.long.offered }, (_, index) => list.long.first + index);
    return itemNumbers(record.nodes, node).filter((number) => {
      const entry = record.nodes.get(number);
      return entry?.reachedTime !== undefined && entry.readyBy === undefined;
    });
  });
}

/** What a snapshot that the flow began with has made ready: no completion has, and it had not ended before. */
function takenUp({ nodes }: CompiledDefinition, { flow, nodes: entries }: SegmentRecord): readonly number[] {
  const isTakenUp = ({ number, task, items }: CompiledNode) => {
    const { reachedTime, readyTime, readyBy, claim, endTime } = entries.get(number) ?? {};
    const hadEnded = claim === undefined && endTime === flow.createTime;
    const time = items === undefined ? readyTime : reachedTime;
    return task.type !== undefined && time !== undefined && readyBy === undefined && !hadEnded;
  };
  return nodes.filter(isTakenUp).map(({ number }) => number);
}

/** The flow as it is now, and its first batch. */
async function replay(machinery: Machinery, request: CheckedRun, record: SegmentRecord): Promise<RunResponse> {
  const { address, flow } = record;
  const definition = await machinery.definitions.load(address.namespace, flow.definitionDigest, 0);
  const hadSnapshot = request.snapshot !== undefined;
  const batch = hadSnapshot ? takenUp(definition, record) : definition.firstBatch;
  const numbers = flow.startTime === undefined ? [] : firstTasks(definition, batch, record);
  const answer: Answer = {
    flow: viewOfRecord(record),
    replayed: true,
    ready: numbers.map((node) => ({ node, entry: entryIn(record, node) })),
  };
  const lookup = await lookUp(machinery.store.payloads, flow.input === undefined ? [] : [flow.input]);
  const input = flow.input === undefined ? undefined : lookup(flow.input);
  const told = { changes: [], changesTruncated: false, messages: [], hadSnapshot };
  return runResponse(machinery, address, definition, answer, told, input);
}

/** Of an item of a long list that has left the state only which one it is. */
function entryIn({ nodes }: SegmentRecord, number: number): NodeEntry | undefined {
  const item = nodes.has(number) ? undefined : longListAt(nodes, number);
  const task = item && nodes.get(item.owner);
  return item === undefined || task === undefined ? nodes.get(number) : unbegunItem(item.owner, task, item.index);
}
