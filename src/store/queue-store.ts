/**
 * The port for queues: how they are set. A queue that nobody has set has no record.
 */

/** Nothing is handed out before the moment; absent = until it is resumed. */
export interface QueuePause {
  readonly until?: number;
}

export interface QueueSettings {
  readonly pause?: QueuePause;
}

export interface QueueKey {
  readonly namespace: string;
  readonly queue: string;
}

/** A request that set the queue, to tell a repeat from another one under the same id. */
export interface QueueRequest {
  readonly id: string;
  readonly digest: string;
}

export interface QueueRecord extends QueueKey {
  /** Rises by one with each update; the first is 1. */
  readonly version: number;
  readonly settings: QueueSettings;
  readonly reason: string;
  /** By the store's clock. */
  readonly updateTime: number;
  /** The latest, oldest first. */
  readonly requests: readonly QueueRequest[];
}

export interface QueueStore {
  /** All that have settings, or had some, over all namespaces; the requests are left out. */
  all(): Promise<readonly QueueRecord[]>;
  read(key: QueueKey): Promise<QueueRecord | undefined>;
  /**
   * Stores the record at the store's time, where the version before it is the one that is there (0 = none); undefined =
   * another update was faster. `process`: who needs no hint of it.
   */
  put(record: Omit<QueueRecord, "updateTime">, process: string): Promise<QueueRecord | undefined>;
}
