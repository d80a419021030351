/**
 * How far others are known to have heard each segment: other segments of its flow, by their number, and other flows.
 * Only in memory: a process that does not know sends again what is in the outbox, and is told.
 */
import { LRUCache } from "lru-cache";
import type { Segment, SegmentAddress } from "../../core/state/segment.js";
import { segmentId } from "../../store/segment-id.js";

/** Of all senders, one for each that it tells; and a few for what a sender takes itself. */
const HEARD_KEPT = 200_000;
const SENDER = 10;

export class Acknowledgements {
  /** The last sequence that each target has applied, by sender. */
  readonly #heard = new LRUCache<string, Map<number | string, number>>({
    maxSize: HEARD_KEPT,
    sizeCalculation: (heard) => heard.size + SENDER,
  });

  /** The target has applied the sender's messages up to this sequence. A flow is named by the letter's key. */
  note(sender: SegmentAddress, to: number | string, sequence: number): void {
    const key = runOfSegment(sender);
    const heard = this.#heard.get(key) ?? new Map<number | string, number>();
    const { size } = heard;
    heard.set(to, Math.max(sequence, heard.get(to) ?? 0));
    // Taken out first: the cache weighs what is new to it.
    if (heard.size > size) this.#heard.delete(key);
    this.#heard.set(key, heard);
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
