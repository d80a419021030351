/**
 * What is out of a limit.
 */
import type { QueueRecord } from "../../store/queue-store.js";

/** By blocks, and by claims from before the limit. */
export function permitsOut({ blocks, unlent }: NonNullable<QueueRecord["lending"]>): number {
  return blocks.reduce((sum, { permits }) => sum + permits, unlent);
}
