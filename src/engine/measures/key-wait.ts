/**
 * What waits for a concurrency key, and is held under it, as one process knows it.
 */
export interface KeyWait {
  readonly namespace: string;
  readonly key: string;
  /** How many tasks of it are held at once, over all processes, at most. */
  readonly limit: number;
  /** Tasks that are held under permits of this process. */
  readonly held: number;
  /** Tasks that wait in the flows at hand; at least 1 for each queue in which something does. */
  readonly tasks: number;
  /** How long the first task of the flow that has waited longest has been ready, of those at hand; 0 where none is. */
  readonly oldestMs: number;
  /** Something waits, and nothing of it was left when it was wanted last. */
  readonly spent: boolean;
}
