/**
 * How a queue is set, as callers see it.
 */
export interface QueueSetting {
  /** It hands out nothing now. */
  readonly paused: boolean;
  /** When the pause is over by itself; absent = it lasts until it is resumed. */
  readonly pauseEndTime?: number;
  /** How many of its tasks are held at once, at most; 0 = any number. */
  readonly concurrencyLimit: number;
}
