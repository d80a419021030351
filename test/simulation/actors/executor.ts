/**
 * Executors, as those who trouble and judge them see them.
 */
import type { WorkerSetting } from "./worker.js";

export interface ExecutorSetting extends WorkerSetting {
  readonly queues: readonly string[];
  /** The others can do without it. */
  readonly isDispensable: boolean;
  readonly maxInFlight: number;
  readonly leaseMs: number;
}

export interface Executor {
  readonly setting: ExecutorSetting;
  /** Whether what waits in its queues has to come to it now, as far as it has credit. */
  readonly isServing: boolean;
  /** It is gone with all that it knew, and comes back later, or never. */
  vanish(): void;
  /** Its connection breaks. */
  disconnect(): void;
  /** It is gone for good. */
  leave(): void;
}

/** Whether one that vanishes never comes back: what it holds is then free only when its session is over. */
export function isGoneForGood({ world, isDispensable }: ExecutorSetting): boolean {
  return isDispensable && world.faults.on && world.random.chance(0.3);
}
