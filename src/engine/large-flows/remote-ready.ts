/**
 * What a completion, or the start of a flow, made ready in other segments than its own.
 */
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import type { Message } from "../../core/state/message.js";
import type { Cause, NodeEntry } from "../../core/state/node-entry.js";
import type { Segment, SegmentAddress } from "../../core/state/segment.js";
import { segmentId } from "../../store/segment-id.js";
import type { Machinery } from "../machinery.js";
import type { TaskRef } from "../values.js";
import { taskRef } from "../views/task-value.js";

/**
 * The tasks beyond the segment whose `readyBy` is this completion, once the other segments have heard of it; at most
 * `limit`. The same for the first answer and for a repeat.
 */
export async function remoteReady(
  machinery: Machinery,
  segment: Segment,
  [number, attempt]: Cause,
  messages: readonly Message[],
  limit: number,
): Promise<TaskRef[]> {
  const { address, definition } = segment;
  const targets = new Map<number, number[]>();
  for (const joint of segment.node(number).joints) {
    const target = definition.joints[joint]?.target;
    if (target === undefined) continue;
    const numbers = targets.get(target.segment);
    if (numbers === undefined) targets.set(target.segment, [target.number]);
    else numbers.push(target.number);
  }
  if (targets.size === 0) return [];
  await machinery.messenger.delivered(messages);
  const isCaused = ({ readyBy }: NodeEntry) =>
    readyBy?.[0] === number && readyBy[1] === attempt && readyBy[2] === address.segment;
  return refsIn(machinery, address, targets, isCaused, limit);
}

/** The first batch of a flow beyond its segment 0, once the other segments have been told to begin; at most `limit`. */
export async function remoteFirstBatch(
  machinery: Machinery,
  address: SegmentAddress,
  definition: CompiledDefinition,
  messages: readonly Message[],
  limit: number,
): Promise<TaskRef[]> {
  await machinery.messenger.delivered(messages);
  const beginning = definition.segments.flatMap((outline, segment) =>
    outline.firstBatch > 0 && segment > 0 ? [segment] : [],
  );
  const refs: TaskRef[] = [];
  for (const segment of beginning) {
    if (refs.length >= limit) break;
    const { firstBatch } = await machinery.definitions.load(address.namespace, definition.digest, segment);
    const isFirst = ({ readyBy, readyTime }: NodeEntry) => readyBy === undefined && readyTime !== undefined;
    refs.push(...(await refsIn(machinery, address, new Map([[segment, firstBatch]]), isFirst, limit - refs.length)));
  }
  return refs;
}

async function refsIn(
  machinery: Machinery,
  address: SegmentAddress,
  targets: ReadonlyMap<number, readonly number[]>,
  isWanted: (entry: NodeEntry) => boolean,
  limit: number,
): Promise<TaskRef[]> {
  const refs: TaskRef[] = [];
  for (const [segment, numbers] of targets) {
    const record = await machinery.store.segments.readNodes(segmentId({ ...address, segment }), numbers);
    if (record === undefined) continue;
    const { flow } = record;
    const { nodes } = await machinery.definitions.load(address.namespace, flow.definitionDigest, segment);
    for (const number of [...numbers].sort((a, b) => a - b)) {
      const entry = record.nodes.get(number);
      const node = nodes[number];
      if (node?.task.type === undefined || entry === undefined || !isWanted(entry)) continue;
      if (refs.length === limit) return refs;
      refs.push(taskRef(address.flowId, { header: flow, node, entry }));
    }
  }
  return refs;
}
