/**
 * Reads one task of a flow, wherever in the flow it is.
 */
import type { CompiledDefinition, CompiledNode } from "../../core/definition/compiled-definition.js";
import { FLOW_TASK_ID } from "../../core/definition/evaluation.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { nodeOfEntry } from "../../core/state/planned.js";
import { numberAmong } from "../../core/state/task-id.js";
import { segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { EngineError } from "../engine-error.js";
import { ItemsBeside } from "../long-lists/items-beside.js";
import type { Machinery } from "../machinery.js";
import { segmentOfTask } from "./task-segment.js";

export interface FoundTask {
  /** The segment that has it, as it is stored. */
  readonly record: SegmentRecord;
  readonly definition: CompiledDefinition;
  readonly node: CompiledNode;
  /** Absent where nothing has happened to it. */
  readonly entry: NodeEntry | undefined;
}

/** Why a task is not found: the flow is not there (any more), or has no such task (yet). */
export type MissingTask = "NO_FLOW" | "NO_TASK";

/** In a flow whose header has been read. */
export async function findTask(
  machinery: Machinery,
  header: SegmentRecord,
  taskId: string,
): Promise<FoundTask | MissingTask> {
  const { address, flow } = header;
  const first = await machinery.definitions.load(address.namespace, flow.definitionDigest, 0);
  const segment = await segmentOfTask(machinery, { address, definition: first }, taskId);
  if (segment === undefined) return "NO_TASK";
  const [record] = segment === 0 ? [header] : await machinery.store.segments.read([segmentId({ ...address, segment })]);
  if (record === undefined) return "NO_FLOW";
  const definition = await machinery.definitions.load(address.namespace, flow.definitionDigest, segment);
  const number = numberAmong(definition, record.nodes, taskId);
  const beside = new ItemsBeside(machinery.store.payloads, definition, record.nodes);
  const item = number === undefined ? undefined : beside.at(number);
  if (item !== undefined) return { record, definition, node: item.node, entry: await beside.entry(item) };
  const entry = number === undefined ? undefined : record.nodes.get(number);
  const node = taskId === FLOW_TASK_ID ? definition.flowNode : nodeOf(definition, number, entry);
  return node === undefined ? "NO_TASK" : { record, definition, node, entry };
}

function nodeOf(definition: CompiledDefinition, number: number | undefined, entry: NodeEntry | undefined) {
  return number === undefined ? undefined : nodeOfEntry(definition, number, entry);
}

export function taskNotFound(flowId: string, taskId: string): EngineError {
  return new EngineError("TASK_NOT_FOUND", `flow ${flowId} has no task ${taskId}`, {
    metadata: { flow_id: flowId, task_id: taskId },
  });
}
