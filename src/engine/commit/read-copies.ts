/**
 * The working copies that a round decides on: cached ones, and fresh reads for those that are not cached or must not be
 * trusted.
 */

import { flowOfSegment } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { Definitions } from "../definitions.js";
import { EngineError } from "../engine-error.js";
import type { Committing } from "./committing.js";
import type { ReadPart, RoundPart } from "./parts.js";
import { failPart } from "./settle.js";
import { WorkingCopy } from "./working-copy.js";

/** One read for all that need one. Parts whose segment is not there are answered. Throws what the store throws. */
export async function readCopies(committer: Committing, parts: readonly RoundPart[]): Promise<ReadPart[]> {
  const { store, tally } = committer.setting;
  const cached: ReadPart[] = [];
  const missing: RoundPart[] = [];
  for (const part of parts) {
    const copy = part.lane.mustRead ? undefined : committer.cache.get(part.lane.id);
    part.lane.mustRead = false;
    if (copy === undefined) missing.push(part);
    else cached.push({ ...part, copy, fresh: false });
  }
  tally.segments.cached += cached.length;
  tally.segments.read += missing.length;
  if (missing.length === 0) return cached;
  const records = await store.segments.read(missing.map(({ lane }) => lane.id));
  const read = await Promise.all(missing.map((part, index) => openCopy(committer, part, records[index])));
  return [...cached, ...read.filter((part) => part !== undefined)];
}

async function openCopy(
  committer: Committing,
  part: RoundPart,
  record: SegmentRecord | undefined,
): Promise<ReadPart | undefined> {
  const { definitions } = committer.setting;
  try {
    if (record === undefined) throw flowNotFound(part.lane.id);
    const { namespace, segment } = record.address;
    // Not awaited where it is cached: a round must not yield for nothing.
    const definition = definitions.cached(namespace, record.flow.definitionDigest, segment);
    const copy = definition === undefined ? await copyOf(definitions, record) : WorkingCopy.of(record, definition);
    committer.setting.opened(copy.segment);
    return { ...part, copy, fresh: true };
  } catch (error) {
    failPart(committer, part, error);
    return undefined;
  }
}

/** A working copy of what was read. Throws where the definition cannot be had. */
export async function copyOf(definitions: Definitions, record: SegmentRecord): Promise<WorkingCopy> {
  const { namespace, segment } = record.address;
  return WorkingCopy.of(record, await definitions.load(namespace, record.flow.definitionDigest, segment));
}

export function flowNotFound(segmentId: string): EngineError {
  const { namespace, flowId } = flowOfSegment(segmentId);
  return new EngineError("FLOW_NOT_FOUND", `no flow ${flowId} in namespace ${namespace}`, {
    metadata: { namespace, flow_id: flowId },
  });
}
