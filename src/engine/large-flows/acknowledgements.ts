/**
 * How far others are known to have heard each segment: other segments of its flow, by their number, and other flows.
 * Only in memory: a process that does not know sends again what is in the outbox, and is told.
 */
import type { Segment, SegmentAddress } from "../../core/state/segment.js";
import { segmentId } from "../../store/segment-id.js";
import { cacheOfAtMost } from "../cache-of-at-most.js";

const SEGMENTS_KEPT = 10_000;

export class Acknowledgements {
  /** The last sequence that each target has applied, by sender. */
  readonly #heard = cacheOfAtMost<Map<number | string, number>>(SEGMENTS_KEPT);

  /** The target has applied the sender's messages up to this sequence. A flow is named by the letter's key. */
  note(sender: SegmentAddress, to: number | string, sequence: number): void {
    const key = runOfSegment(sender);
    const heard = this.#heard.get(key) ?? new Map<number | string, number>();
    this.#heard.set(key, heard.set(to, Math.max(sequence, heard.get(to) ?? 0)));
  }

  /** Tells a copy of the sender what is known. */
  apply(segment: Segment): void {
    if (!segment.isPart && !segment.hasFamily) return;
    for (const [to, sequence] of this.#heard.get(runOfSegment(segment.address)) ?? []) {
      if (typeof to === "number") segment.post.acknowledge(to, sequence);
      else segment.family.acknowledge(to, sequence);
    }
  }
}

/** Names a segment of one run of its flow. */
export function runOfSegment(address: SegmentAddress): string {
  return `${segmentId(address)}@${address.incarnation}`;
}
