/**
 * Definitions as they are cut and read again, for tests.
 */
import type { AcceptedDefinition } from "../../src/core/definition/accepted-definition.js";
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import { encodeChunks, readyAtStart } from "../../src/core/definition/encode-chunks.js";
import { type Partition, partition } from "../../src/core/definition/partition.js";
import { decodeChunk, type SegmentChunk } from "../../src/core/definition/segment-chunk.js";
import { atOnce } from "../../src/core/definition/stepwise.js";
import { takeIn } from "../../src/core/definition/validate-definition.js";

export const NO_BYTES_BOUND = Number.MAX_SAFE_INTEGER;

export interface CutDefinition {
  readonly accepted: AcceptedDefinition;
  readonly cut: Partition;
  readonly chunks: readonly SegmentChunk[];
}

export function writtenChunks(accepted: AcceptedDefinition, cut: Partition): readonly Uint8Array[] {
  return [...encodeChunks(accepted, cut, atOnce(readyAtStart(accepted)))];
}

/** Cut into segments of at most so many tasks, and of at most so many bytes. */
export function cutDefinition(definition: FlowDefinition, tasks: number, bytes = NO_BYTES_BOUND): CutDefinition {
  const { accepted } = takeIn(definition);
  const cut = atOnce(partition(accepted, { tasks, bytes }));
  return { accepted, cut, chunks: writtenChunks(accepted, cut).map(decodeChunk) };
}
