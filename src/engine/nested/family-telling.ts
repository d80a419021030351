/**
 * What flows within each other tell, as the rest of the engine sees it.
 */
import type { Letter } from "../../core/state/family.js";
import type { Segment } from "../../core/state/segment.js";

export interface FamilyTelling {
  /** Begins to tell; the segment is as the commit left it. */
  send(segment: Segment, letters: readonly Letter[]): void;

  /** What is not told by now is left to others, who find it in the outboxes. */
  close(): void;
}
