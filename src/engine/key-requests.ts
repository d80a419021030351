/**
 * Concurrency keys as data, as plain values: how they are set, how much of them is used, what waits.
 */

export interface ConcurrencyKey {
  readonly name: string;
  /** How many tasks that name it are held at once, at most. */
  readonly limit: number;
  /** How many permits of that are out. */
  readonly used: number;
  /** Tasks that name it and are offered, but not claimed. */
  readonly ready: number;
  /** Since when the one of them that waits longest is. */
  readonly readySince?: number;
  /** For people. */
  readonly reason: string;
  /** Absent = it was never set. */
  readonly updateTime?: number;
}

export interface ListConcurrencyKeysRequest {
  readonly namespace?: string;
  /** Only these; all that are known where absent or empty. */
  readonly keys?: readonly string[];
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface ListConcurrencyKeysResponse {
  readonly keys: readonly ConcurrencyKey[];
  readonly nextPageToken: string;
  /** There is more than was read. */
  readonly truncated: boolean;
}

export interface UpdateConcurrencyKeyRequest {
  readonly namespace?: string;
  readonly key: string;
  readonly requestId?: string;
  readonly reason?: string;
  readonly limit: number;
}

export interface UpdateConcurrencyKeyResponse {
  /** Without what waits. */
  readonly key: ConcurrencyKey;
  readonly replayed: boolean;
}
