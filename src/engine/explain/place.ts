/**
 * Tasks of a flow by where they are, and what leads from one to another, over all segments of the flow. Reads no more of
 * a segment than is asked for.
 */
import type { CompiledDefinition, CompiledNode, NodeAddress } from "../../core/definition/compiled-definition.js";
import { dependencyName } from "../../core/definition/definition.js";
import { LIMITS } from "../../core/limits.js";
import { firedEdges } from "../../core/state/fired-edges.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { isTerminalTask } from "../../core/state/states.js";
import { instanceId } from "../../core/state/task-id.js";
import { segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { SlotState, TaskSource } from "../explanation.js";
import { segmentOfTask } from "../large-flows/task-segment.js";
import type { Machinery } from "../machinery.js";

/** A task, or one of its further instances. */
export interface Place {
  readonly definition: CompiledDefinition;
  readonly node: CompiledNode;
  readonly entry: NodeEntry | undefined;
}

export interface SourcePlace extends Place {
  readonly source: TaskSource;
}

/** The flow that a task is looked at in: segment 0, whole where it is the only one. */
export interface FlowInSight {
  readonly machinery: Machinery;
  readonly header: SegmentRecord;
}

/**
 * The tasks that edges lead from to this one, in the order of `dependsOn`, the first 1,000. In a flow that is decided as
 * a whole the latest instance of each.
 */
export async function sourcesOf(sight: FlowInSight, place: Place): Promise<readonly SourcePlace[]> {
  const { definition, node } = place;
  if (definition.control !== undefined) return controlledSources(sight, place);
  const names = node.task.dependsOn.slice(0, LIMITS.pageSize).map(dependencyName);
  const addresses = await Promise.all(names.map((name) => addressOf(sight, place, name)));
  const bySegment = new Map<number, number[]>();
  for (const address of addresses) {
    const numbers = address === undefined ? undefined : (bySegment.get(address.segment) ?? []);
    if (address === undefined || numbers === undefined) continue;
    numbers.push(address.number);
    bySegment.set(address.segment, numbers);
  }
  const entries = new Map<number, SegmentRecord["nodes"]>();
  for (const [segment, numbers] of bySegment) entries.set(segment, await entriesOf(sight, segment, numbers));
  const sources: SourcePlace[] = [];
  for (const address of addresses) {
    if (address === undefined) continue;
    const part = await partOf(sight, address.segment);
    const source = part.nodes[address.number];
    if (source === undefined) continue;
    const entry = entries.get(address.segment)?.get(address.number);
    const led = entry?.state === "SUCCEEDED";
    sources.push({ definition: part, node: source, entry, source: sourceValue(source, entry, led, []) });
  }
  return sources;
}

/** Whether there are more tasks than `sourcesOf` gives. */
export function sourceCount({ definition, node }: Place): number {
  return definition.control === undefined ? node.task.dependsOn.length : node.dependencies.length;
}

/** How many of its sources must lead to it; 0 = it has no join. */
export function sourcesNeeded({ definition, node }: Place): number {
  if (definition.control === undefined) return node.task.dependsOn.length;
  return definition.control.nodes[node.number]?.join?.need ?? 0;
}

function controlledSources({ header }: FlowInSight, { definition, node }: Place): readonly SourcePlace[] {
  const { control, nodes } = definition;
  const latest = latestNumbers(header.nodes, nodes.length);
  return (control?.nodes[node.number]?.sources ?? []).slice(0, LIMITS.pageSize).flatMap((number): SourcePlace[] => {
    const [source, compiled] = [nodes[number], control?.nodes[number]];
    if (source === undefined || compiled === undefined) return [];
    const entry = header.nodes.get(latest.get(number) ?? number);
    const isOver = entry !== undefined && isTerminalTask(entry.state);
    const led = isOver && firedEdges(compiled, entry).some(({ to }) => to === node.number);
    const edges = compiled.edges.filter(({ to }) => to === node.number).map(({ index }) => index);
    return [{ definition, node: source, entry, source: sourceValue(source, entry, led, edges) }];
  });
}

/** The number of each node's latest instance beyond the first. */
function latestNumbers(entries: SegmentRecord["nodes"], nodeCount: number): ReadonlyMap<number, number> {
  const latest = new Map<number, number>();
  for (const [number, { origin }] of entries) {
    if (number < nodeCount || origin?.node === undefined) continue;
    latest.set(origin.node, Math.max(number, latest.get(origin.node) ?? 0));
  }
  return latest;
}

function sourceValue(
  { task }: CompiledNode,
  entry: NodeEntry | undefined,
  led: boolean,
  edges: readonly number[],
): TaskSource {
  const state = entry?.state ?? "PENDING";
  const slot: SlotState = led ? "FIRED" : isTerminalTask(state) ? "DEAD" : "OPEN";
  return { taskId: instanceId(task.name, entry), state, slot, edges };
}

async function addressOf(
  sight: FlowInSight,
  { definition, node }: Place,
  name: string,
): Promise<NodeAddress | undefined> {
  const own = definition.numberByName.get(name);
  if (own !== undefined) return { segment: definition.segment, number: own };
  const remote = node.remoteReads.find((read) => read.name === name);
  if (remote !== undefined) return remote;
  const { machinery, header } = sight;
  const segment = await segmentOfTask(machinery, { address: header.address, definition }, name);
  const number = segment === undefined ? undefined : (await partOf(sight, segment)).numberByName.get(name);
  return segment === undefined || number === undefined ? undefined : { segment, number };
}

export function partOf({ machinery, header }: FlowInSight, segment: number): Promise<CompiledDefinition> {
  return machinery.definitions.load(header.address.namespace, header.flow.definitionDigest, segment);
}

/** What is stored of these nodes. A segment that is gone has none: its flow has been deleted meanwhile. */
async function entriesOf(
  { machinery, header }: FlowInSight,
  segment: number,
  numbers: readonly number[],
): Promise<SegmentRecord["nodes"]> {
  if (segment === 0) return header.nodes;
  const record = await machinery.store.segments.readNodes(segmentId({ ...header.address, segment }), numbers);
  return record?.nodes ?? new Map();
}
