/**
 * What waits in a queue, as one process knows it.
 */
import type { WorkKind } from "../values.js";

export interface QueueWait {
  readonly namespace: string;
  readonly queue: string;
  readonly kind: WorkKind;
  /** Flows in which something waits; no more than one look reads. */
  readonly flows: number;
  /** Tasks that wait in those; 1 for a flow that is not at hand here. */
  readonly tasks: number;
  /** How long the first task of the flow that has waited longest has been ready, of those at hand; 0 where none is. */
  readonly oldestMs: number;
  /** Sessions of this process that take from it. */
  readonly sessions: number;
  /** How many more tasks those may be given now. */
  readonly credit: number;
  /** It hands out nothing now. */
  readonly paused: boolean;
  /** It hands out nothing now, since as much was handed out within a period as may be. */
  readonly rateSpent: boolean;
}
