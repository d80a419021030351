/**
 * The port for queues: how they are set. A queue that nobody has set has no record.
 */

/** Nothing is handed out before the moment; absent = until it is resumed. */
export interface QueuePause {
  readonly until?: number;
}

/** How many tasks may be held at once. */
export interface Concurrency {
  readonly limit: number;
  /** The version by which a limit was set where there was none. */
  readonly epoch: number;
}

/** How many tasks may be handed out within any window of a period. */
export interface Rate {
  readonly tasks: number;
  readonly periodMs: number;
  /** The version by which a rate was set where there was none. */
  readonly epoch: number;
}

export interface QueueSettings {
  readonly pause?: QueuePause;
  readonly concurrency?: Concurrency;
  readonly rate?: Rate;
}

/** Permits that one lender has out, at most; those that nobody holds are void after a moment of the store's clock. */
export interface Block {
  readonly lender: string;
  readonly permits: number;
  readonly until: number;
  /** It asked for more than there was. */
  readonly wants: boolean;
}

/** What is out of a limit. The sum of all that is out never grows beyond it. */
export interface Lending {
  /** That of the limit. */
  readonly epoch: number;
  /** When the limit was set, by the store's clock. */
  readonly since: number;
  /** What ran before the limit is counted: permits may be lent. */
  readonly counted: boolean;
  /** Claims without a permit, as they were counted last. */
  readonly unlent: number;
  readonly blocks: readonly Block[];
}

/** What counts of a rate: what was handed out within the last period, and what may be at any moment. */
export interface RateUsage {
  /** That of the rate. */
  readonly epoch: number;
  /** Handed out at that moment of the store's clock, or before. In the order of time. */
  readonly spent: readonly { readonly at: number; readonly tasks: number }[];
  /** What each lender may hand out, until that moment. */
  readonly reserved: readonly { readonly lender: string; readonly tasks: number; readonly until: number }[];
}

export interface Reservation {
  readonly epoch: number;
  readonly lender: string;
  /** How many of what it had reserved it has handed out since it said so last. */
  readonly spent: number;
  /** How many it wants to have reserved beside these. */
  readonly tasks: number;
  readonly blockMs: number;
  /** Grows with each request of the lender. */
  readonly sequence: number;
  /** "<process>:<anything>", never the same twice. */
  readonly token: string;
}

export interface Borrowing {
  readonly epoch: number;
  readonly lender: string;
  /** How many the lender's block is to have. */
  readonly permits: number;
  readonly blockMs: number;
  /** Grows with each request of the lender: an earlier one that comes late changes nothing. */
  readonly sequence: number;
  /** "<process>:<anything>", never the same twice. */
  readonly token: string;
}

export interface Trimming {
  readonly epoch: number;
  readonly lender: string;
  /** That of its block. */
  readonly until: number;
  /** So many are really held. */
  readonly permits: number;
  readonly marginMs: number;
  readonly token: string;
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
  /** Rises by one with each update; the first is 1. 0 = it was never set. */
  readonly version: number;
  readonly settings: QueueSettings;
  /** Where there is a limit; left out of lists. */
  readonly lending?: Lending;
  /** Where there is a rate; left out of lists. */
  readonly usage?: RateUsage;
  readonly reason: string;
  /** By the store's clock. */
  readonly updateTime: number;
  /** The latest, oldest first. */
  readonly requests: readonly QueueRequest[];
}

/**
 * What is lent, or counted of a rate, goes on where the limit does, and begins anew where there was none; under a limit of epoch
 * 0 nothing was ever held without a permit.
 */
export type QueueUpdate = Omit<QueueRecord, "updateTime" | "lending" | "usage">;

export interface QueueStore {
  /** All that have settings, or had some, over all namespaces; the requests are left out. */
  all(): Promise<readonly QueueRecord[]>;
  read(key: QueueKey): Promise<QueueRecord | undefined>;
  /**
   * The record of a limit that is there without being set: with this limit, of epoch 0, under which nothing was ever held
   * without a permit. It has version 0 and is none of `all` until it is set.
   */
  account(key: QueueKey, limit: number): Promise<QueueRecord>;
  /** Forgets such records under which nothing is out, and that are so old; at most so many. How many there were. */
  forgetAccounts(ageMs: number, limit: number): Promise<number>;
  /**
   * Stores the record at the store's time, where the version before it is the one that is there (0 = none); undefined =
   * another update was faster. `process`: who needs no hint of it.
   */
  put(record: QueueUpdate, process: string): Promise<QueueRecord | undefined>;
  /**
   * The lender's block has so many permits from now on, more only as far as the limit has room and everything is counted.
   * Undefined = the limit is no more, or another one has taken its place.
   */
  borrow(key: QueueKey, borrowing: Borrowing): Promise<QueueRecord | undefined>;
  /**
   * What the lender has spent counts for a period from the store's time on; it has reserved what it wants from now on, more
   * only as far as the rate has room. Undefined as for `borrow`.
   */
  reserve(key: QueueKey, reservation: Reservation): Promise<QueueRecord | undefined>;
  /** Takes back what a lender does not really have out whose block was not renewed, and is over for so long. */
  trim(key: QueueKey, trimming: Trimming): Promise<void>;
  /** So many claims are without a permit; from now on permits are lent. */
  counted(
    key: QueueKey,
    count: { readonly epoch: number; readonly unlent: number; readonly token: string },
  ): Promise<void>;
}
