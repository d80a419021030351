/**
 * Executors, as those who trouble and judge them see them.
 */
import type { WorkerSetting } from "./worker.js";

export interface ExecutorSetting extends WorkerSetting {
  readonly queues: readonly string[];
  readonly maxInFlight: number;
  readonly leaseMs: number;
}

export interface Executor {
  readonly setting: ExecutorSetting;
  /** Whether what waits in its queues has to come to it now, as far as it has credit. */
  readonly isServing: boolean;
  /** It is gone with all that it knew, and comes back later. */
  vanish(): void;
  /** Its connection breaks. */
  disconnect(): void;
  /** It is gone for good. */
  leave(): void;
}
