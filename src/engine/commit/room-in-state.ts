/**
 * How large a segment's document may become (rule C6). What ends something always has room: of what a large state has
 * kept before the dispensable goes, and only what an executor brings of its own free will is refused.
 */
import type { Command } from "../../core/command.js";
import { LIMITS } from "../../core/limits.js";
import { pairsBytes, textBytes } from "../../core/state/bson-bytes.js";
import type { Segment } from "../../core/state/segment.js";
import { segmentBytes } from "../../core/state/segment-bytes.js";
import { EngineError } from "../engine-error.js";
import type { DecidedPart } from "./parts.js";
import type { BringingPart } from "./put-payloads.js";
import { spill, spillAll } from "./spill.js";

/** With so many messages under way the exchange with other segments is looked at, too. */
const MANY_MESSAGES = 256;

/** Moves aside, and in the end leaves out, what the part's document need not have. */
export function makeRoom(part: DecidedPart): BringingPart {
  const { id, segment } = part.copy;
  const records = spill(id, segment, part.changes);
  if (!isFull(segment)) return { part, records };
  const all = spillAll(id, segment);
  return {
    part: { ...part, changes: [...part.changes, ...all.changes] },
    records: [...records, ...all.records],
  };
}

/** FLOW_FULL where the part brings what a large state has no room for. Control, claims and give-backs always have. */
export function refusalWhereFull({ copy, submissions }: DecidedPart): EngineError | undefined {
  const { segment } = copy;
  const { flowId } = segment.address;
  if (segment.bytes > LIMITS.leanSegmentBytes) {
    const brought = submissions.reduce((most, { command }) => Math.max(most, bytesBrought(command)), 0);
    if (brought > LIMITS.leanCompletionBytes) {
      const room = `${LIMITS.leanCompletionBytes} bytes of labels and edges' messages`;
      const message = `the state of flow ${flowId} has ${segment.bytes} bytes: a completion may bring ${room}, not ${brought}`;
      return flowFull(flowId, message, LIMITS.leanCompletionBytes, brought);
    }
  }
  if (!submissions.some(({ command }) => grows(command)) || !isFull(segment)) return undefined;
  const message = `the state of flow ${flowId} would exceed ${LIMITS.segmentBytes} bytes`;
  return flowFull(flowId, message, LIMITS.segmentBytes, segmentBytes(segment));
}

function isFull(segment: Segment): boolean {
  const { outbox, awaited } = segment.links;
  const isLarge = segment.bytes > LIMITS.leanSegmentBytes || outbox.length > MANY_MESSAGES || awaited !== undefined;
  return isLarge && segmentBytes(segment) > LIMITS.segmentBytes;
}

/** Heartbeats alone keep leases, and are no more than a time. */
function grows(command: Command): boolean {
  return command.kind === "complete" || (command.kind === "report" && command.details !== undefined);
}

/** What of a command stays in the state as it is; bytes. */
function bytesBrought(command: Command): number {
  if (command.kind !== "complete") return 0;
  const { outcome, decision } = command;
  const labels = outcome.kind === "spawn" ? pairsBytes(outcome.spawned.labels) : 0;
  const texts = [...(decision?.fired ?? []).map(({ message }) => message), ...(decision?.skip ?? [])];
  return texts.reduce((sum, text) => sum + (text === "" ? 0 : textBytes(text)), labels);
}

function flowFull(flowId: string, message: string, limit: number, value: number): EngineError {
  return new EngineError("FLOW_FULL", message, {
    metadata: { flow_id: flowId, limit: String(limit), value: String(value) },
  });
}
