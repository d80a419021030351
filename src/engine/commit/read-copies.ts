/**
 * The working copies that a round decides on: cached ones, and fresh reads for those that are not cached or must not be
 * trusted.
 */

import { flowOfSegment } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { SegmentStore } from "../../store/segment-store.js";
import type { Definitions } from "../definitions.js";
import { EngineError } from "../engine-error.js";
import { decideAgain, mayAnswerFrom } from "./answer-basis.js";
import type { Committing } from "./committing.js";
import type { Basis } from "./lane.js";
import type { ReadPart, RoundPart } from "./parts.js";
import { failPart } from "./settle.js";
import { WorkingCopy } from "./working-copy.js";

/** One read for all that need one. Parts whose segment is not there are answered. Throws what the store throws. */
export async function readCopies(committer: Committing, parts: readonly RoundPart[]): Promise<ReadPart[]> {
  const { store, tally } = committer.setting;
  const cached: ReadPart[] = [];
  const missing: RoundPart[] = [];
  for (const part of parts) {
    const copy = part.lane.basis === "cached" ? committer.cache.get(part.lane.id) : undefined;
    if (copy === undefined) missing.push(part);
    else cached.push({ ...part, copy, basis: "cached" });
  }
  tally.segments.cached += cached.length;
  tally.segments.read += missing.length;
  if (missing.length === 0) return cached;
  const latest = missing.filter(({ lane }) => lane.basis === "latest");
  const others = missing.filter(({ lane }) => lane.basis !== "latest");
  for (const { lane } of missing) lane.basis = "cached";
  const read = await Promise.all([
    openCopies(committer, others, "read", (ids) => store.segments.read(ids)),
    openCopies(committer, latest, "latest", (ids) => store.segments.readLatest(ids)),
  ]);
  return [...cached, ...read.flat()];
}

async function openCopies(
  committer: Committing,
  parts: readonly RoundPart[],
  basis: Basis,
  read: SegmentStore["read"],
): Promise<ReadPart[]> {
  if (parts.length === 0) return [];
  const records = await read(parts.map(({ lane }) => lane.id));
  const opened = await Promise.all(parts.map((part, index) => openCopy(committer, part, basis, records[index])));
  return opened.filter((part) => part !== undefined);
}

async function openCopy(
  committer: Committing,
  part: RoundPart,
  basis: Basis,
  record: SegmentRecord | undefined,
): Promise<ReadPart | undefined> {
  const { definitions } = committer.setting;
  if (record === undefined && !mayAnswerFrom(basis, part.submissions)) {
    decideAgain(committer, part);
    return undefined;
  }
  try {
    if (record === undefined) throw flowNotFound(part.lane.id);
    const { namespace, segment } = record.address;
    // Not awaited where it is cached: a round must not yield for nothing.
    const definition = definitions.cached(namespace, record.flow.definitionDigest, segment);
    const copy = definition === undefined ? await copyOf(definitions, record) : WorkingCopy.of(record, definition);
    committer.setting.opened(copy.segment);
    return { ...part, copy, basis };
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
