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

/** Nodes by the segment that they are in. */
type Places = Map<number, number[]>;

/**
 * The tasks beyond the segment whose `readyBy` is this completion, once the other segments have heard of it, no-ops that
 * it passed there looked through; at most `limit`. The same for the first answer and for a repeat.
 */
export async function remoteReady(
  machinery: Machinery,
  segment: Segment,
  [number, attempt]: Cause,
  messages: readonly Message[],
  limit: number,
): Promise<TaskRef[]> {
  const { address, definition } = segment;
  const isCaused = (at: number, { readyBy }: NodeEntry) =>
    readyBy?.[0] === number && readyBy[1] === attempt && (readyBy[2] ?? at) === address.segment;
  const passed = passedHere(segment, number, (entry) => isCaused(address.segment, entry));
  let places = targetsOf(definition, passed);
  if (places.size === 0) return [];
  await machinery.messenger.delivered(messages);
  // By task id: what is reached in two ways is named once.
  const refs = new Map<string, TaskRef>();
  while (places.size > 0 && refs.size < limit) {
    const next: Places = new Map();
    for (const [at, numbers] of places) {
      // A completion may have reached a hundred segments: more than are told of are not read.
      if (refs.size >= limit) break;
      const reached = await reachedIn(machinery, address, at, numbers, (entry) => isCaused(at, entry));
      for (const ref of reached.refs) refs.set(ref.taskId, ref);
      for (const [target, found] of reached.further) place(next, target, ...found);
    }
    places = next;
  }
  return [...refs.values()].slice(0, limit);
}

/** The node, with the no-ops of its segment that it passed. */
function passedHere({ definition, entries }: Segment, from: number, isCaused: (entry: NodeEntry) => boolean): number[] {
  const passed = new Set([from]);
  for (const number of passed) {
    for (const successor of definition.nodes[number]?.successors ?? []) {
      const entry = entries.get(successor);
      if (isNoop(definition, successor) && entry !== undefined && isCaused(entry)) passed.add(successor);
    }
  }
  return [...passed];
}

function isNoop({ nodes }: CompiledDefinition, number: number): boolean {
  return nodes[number] !== undefined && nodes[number].task.type === undefined;
}

/** The nodes of other segments that wait for these. */
function targetsOf({ nodes, joints }: CompiledDefinition, numbers: readonly number[]): Places {
  const places: Places = new Map();
  for (const joint of new Set(numbers.flatMap((number) => nodes[number]?.joints ?? []))) {
    const target = joints[joint]?.target;
    if (target !== undefined) place(places, target.segment, target.number);
  }
  return places;
}

function place(places: Places, segment: number, ...numbers: readonly number[]): void {
  if (numbers.length === 0) return;
  const known = places.get(segment);
  if (known === undefined) places.set(segment, [...numbers]);
  else known.push(...numbers);
}

/** What the completion reached among these nodes of a segment, and what may be reached by the no-ops that it passed there. */
async function reachedIn(
  machinery: Machinery,
  address: SegmentAddress,
  segment: number,
  numbers: readonly number[],
  isCaused: (entry: NodeEntry) => boolean,
): Promise<{ readonly refs: readonly TaskRef[]; readonly further: Places }> {
  const there = { ...address, segment };
  const record = await machinery.store.segments.readNodes(segmentId(there), numbers);
  if (record === undefined) return { refs: [], further: new Map() };
  const { flow } = record;
  const definition = await machinery.definitions.load(address.namespace, flow.definitionDigest, segment);
  const refs: TaskRef[] = [];
  const passed: number[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const entry = record.nodes.get(number);
    const node = definition.nodes[number];
    if (node === undefined || entry === undefined || !isCaused(entry)) continue;
    if (isNoop(definition, number)) passed.push(number);
    else refs.push(taskRef(address.flowId, { header: flow, node, entry }));
  }
  if (passed.length === 0) return { refs, further: new Map() };
  const further = targetsOf(definition, passed);
  if (further.size > 0) await tellOutbox(machinery, there);
  for (const number of passed) place(further, segment, ...(definition.nodes[number]?.successors ?? []));
  return { refs, further };
}

/** Tells others what the segment is stored to have still to tell: the commit may have been another process's. */
async function tellOutbox({ store, messenger }: Machinery, address: SegmentAddress): Promise<void> {
  const [record] = await store.segments.read([segmentId(address)]);
  if (record?.address.incarnation !== address.incarnation) return;
  await messenger.tell(address, record.links?.outbox ?? []);
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
  const isFirst = ({ readyBy, readyTime }: NodeEntry) => readyBy === undefined && readyTime !== undefined;
  for (const segment of beginning) {
    if (refs.length >= limit) break;
    const { firstBatch } = await machinery.definitions.load(address.namespace, definition.digest, segment);
    const reached = await reachedIn(machinery, address, segment, firstBatch, isFirst);
    refs.push(...reached.refs.slice(0, limit - refs.length));
  }
  return refs;
}
