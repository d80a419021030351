/**
 * How a queue is set, as callers see it.
 */
export interface RateLimit {
  /** In no window as long as the period are more handed out. */
  readonly tasks: number;
  readonly periodMs: number;
}

export interface QueueSetting {
  /** It hands out nothing now. */
  readonly paused: boolean;
  /** When the pause is over by itself; absent = it lasts until it is resumed. */
  readonly pauseEndTime?: number;
  /** How many of its tasks are held at once, at most; 0 = any number. */
  readonly concurrencyLimit: number;
  /** How many of its tasks are handed out within a period, at most; absent = any number. */
  readonly rateLimit?: RateLimit;
}
