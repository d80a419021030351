/**
 * A task that a session holds.
 */
import type { CancelRequested } from "../requests.js";

/** Where it is, and by which claim. */
export interface HeldClaim {
  readonly segmentId: string;
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
  /** It is of kind EVALUATE, and counts by itself. */
  readonly evaluates: boolean;
}

/** A claim of the session that has not ended as far as this process knows. */
export interface HeldTask extends HeldClaim {
  /** It stands in a frame, or may have stood in one of an earlier stream. */
  sent: boolean;
  /** That frame was taken by the stream. */
  taken: boolean;
  /** It could be neither sent nor given back: the next comparison with the store sends it, or gives it back. */
  unsent: boolean;
  /** As it was told, or is to be behind the task itself. */
  cancel: CancelRequested | undefined;
}
