/**
 * The part of a large definition that one segment runs: cut out of the whole once, stored with it, and compiled without
 * the rest. Numbers are places within the segments.
 */
import { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { settingsCodec, taskCodec } from "./canonical-definition.js";
import type { Joint, NodeAddress, SegmentOutline } from "./compiled-definition.js";
import type { FlowSettings, TaskDefinition } from "./definition.js";

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

/** A task as it is written: with its canonical bytes, their length before them. */
export interface WrittenTask extends Omit<ChunkTask, "task"> {
  readonly bytes: Uint8Array;
}

export interface WrittenChunk extends Omit<SegmentChunk, "tasks"> {
  readonly tasks: readonly WrittenTask[];
}

export function writeChunk(out: ByteWriter, chunk: WrittenChunk): void {
  const { settings, segment, segmentCount, segments, firstBatch, tasks, joints } = chunk;
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
  for (const { bytes, place, dependencies, reads } of tasks) {
    out.raw(bytes);
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
  const items: Item[] = [];
  for (let left = count; left > 0; left -= 1) items.push(item());
  return items;
}
