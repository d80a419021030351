/**
 * The part of a large definition that one segment runs: cut out of the whole once, stored with it, and compiled without
 * the rest. Numbers are places within the segments.
 */
import { ByteReader } from "./byte-reader.js";
import { ByteWriter } from "./byte-writer.js";
import { settingsCodec, taskCodec } from "./canonical-definition.js";
import type { CompiledDefinition, CompiledNode, Joint, NodeAddress, SegmentOutline } from "./compiled-definition.js";
import type { FlowSettings, TaskDefinition } from "./definition.js";
import type { Partition } from "./partition.js";

const FORMAT = 1;

export interface ChunkTask {
  readonly task: TaskDefinition;
  /** Its place in the whole definition. */
  readonly place: number;
  /** In the order of the names in the task. */
  readonly dependencies: readonly NodeAddress[];
  /** Absent = those of the dependencies. */
  readonly reads?: readonly NodeAddress[];
}

export interface SegmentChunk {
  readonly settings: FlowSettings;
  readonly segment: number;
  readonly segmentCount: number;
  /** All of them, in the first chunk only. */
  readonly segments: readonly SegmentOutline[];
  /** Those of its tasks that the start of the flow makes ready. */
  readonly firstBatch: readonly number[];
  readonly tasks: readonly ChunkTask[];
  readonly joints: readonly Joint[];
}

/** The chunks of a definition, by segment. O(nodes + edges). */
export function cutChunks(definition: CompiledDefinition, segments: Partition): SegmentChunk[] {
  const addresses: NodeAddress[] = new Array(definition.nodes.length);
  for (const [segment, numbers] of segments.entries()) {
    for (const [number, place] of numbers.entries()) addresses[place] = { segment, number };
  }
  const at = (place: number) => {
    const address = addresses[place];
    if (address === undefined) throw new Error(`node ${place} is in no segment`);
    return address;
  };
  const nodeAt = (place: number): CompiledNode => {
    const node = definition.nodes[place];
    if (node === undefined) throw new Error(`no node ${place}`);
    return node;
  };
  const first = new Set(definition.firstBatch);
  const firstOf = (numbers: readonly number[]) =>
    numbers.flatMap((place, number) => (first.has(place) ? [number] : []));
  const outlines = segments.map((numbers): SegmentOutline => {
    const roots = numbers.map(nodeAt).filter((node) => node.dependencies.length === 0);
    return { tasks: numbers.length, rooted: roots.length > 0, firstBatch: firstOf(numbers).length };
  });
  return segments.map((numbers, segment) => ({
    settings: definition.flow,
    segment,
    segmentCount: segments.length,
    segments: segment === 0 ? outlines : [],
    firstBatch: firstOf(numbers),
    tasks: numbers.map((place): ChunkTask => {
      const { task, dependencies, reads } = nodeAt(place);
      const own = reads === dependencies ? {} : { reads: reads.map(at) };
      return { task, place, dependencies: dependencies.map(at), ...own };
    }),
    joints: jointsOf(numbers.map(nodeAt), segment, at),
  }));
}

/** The joints of a segment's nodes, in the order of their targets. */
function jointsOf(nodes: readonly CompiledNode[], segment: number, at: (place: number) => NodeAddress): Joint[] {
  const sources = new Map<number, number[]>();
  for (const [number, node] of nodes.entries()) {
    for (const successor of node.successors) {
      if (at(successor).segment === segment) continue;
      const known = sources.get(successor);
      if (known === undefined) sources.set(successor, [number]);
      else known.push(number);
    }
  }
  return [...sources]
    .map(([successor, numbers]): Joint => ({ target: at(successor), sources: numbers }))
    .sort((a, b) => a.target.segment - b.target.segment || a.target.number - b.target.number);
}

export function encodeChunk(chunk: SegmentChunk): Uint8Array {
  const { settings, segment, segmentCount, segments, firstBatch, tasks, joints } = chunk;
  const out = new ByteWriter();
  out.byte(FORMAT);
  out.part((part) => settingsCodec.write(part, settings));
  out.count(segment);
  out.count(segmentCount);
  out.count(segments.length);
  for (const outline of segments) {
    out.count(2 * outline.tasks + (outline.rooted ? 1 : 0));
    out.count(outline.firstBatch);
  }
  writeCounts(out, firstBatch);
  out.count(tasks.length);
  for (const { task, place, dependencies, reads } of tasks) {
    out.part((part) => taskCodec.write(part, task));
    out.count(place);
    writeAddresses(out, dependencies);
    out.byte(reads === undefined ? 0 : 1);
    if (reads !== undefined) writeAddresses(out, reads);
  }
  out.count(joints.length);
  for (const { target, sources } of joints) {
    writeAddresses(out, [target]);
    writeCounts(out, sources);
  }
  return out.bytes();
}

/** Throws a RangeError where the bytes are of another format or damaged. */
export function decodeChunk(bytes: Uint8Array): SegmentChunk {
  const input = new ByteReader(bytes);
  const format = input.byte();
  if (format !== FORMAT) throw new RangeError(`a chunk of format ${format}: this version reads format ${FORMAT}`);
  const settings = settingsCodec.read(input.part());
  const segment = input.count();
  const segmentCount = input.count();
  const segments = times(input.count(), (): SegmentOutline => {
    const outline = input.count();
    return { tasks: Math.floor(outline / 2), rooted: outline % 2 === 1, firstBatch: input.count() };
  });
  const firstBatch = readCounts(input);
  const tasks = times(input.count(), (): ChunkTask => {
    const task = taskCodec.read(input.part());
    const place = input.count();
    const dependencies = readAddresses(input);
    return input.byte() === 0
      ? { task, place, dependencies }
      : { task, place, dependencies, reads: readAddresses(input) };
  });
  const joints = times(input.count(), (): Joint => {
    const [target] = readAddresses(input);
    if (target === undefined) throw new RangeError("a joint without a target");
    return { target, sources: readCounts(input) };
  });
  return { settings, segment, segmentCount, segments, firstBatch, tasks, joints };
}

function writeCounts(out: ByteWriter, counts: readonly number[]): void {
  out.count(counts.length);
  for (const count of counts) out.count(count);
}

function readCounts(input: ByteReader): number[] {
  return times(input.count(), () => input.count());
}

function writeAddresses(out: ByteWriter, addresses: readonly NodeAddress[]): void {
  out.count(addresses.length);
  for (const { segment, number } of addresses) {
    out.count(segment);
    out.count(number);
  }
}

function readAddresses(input: ByteReader): NodeAddress[] {
  return times(input.count(), () => ({ segment: input.count(), number: input.count() }));
}

function times<Item>(count: number, item: () => Item): Item[] {
  return Array.from({ length: count }, item);
}
