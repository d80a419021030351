/**
 * Payloads: opaque bytes of the users, as they are given and as state keeps them.
 */

/** Bytes with their content type, as callers give and take them. */
export interface Payload {
  readonly data: Uint8Array;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A payload as state keeps it: small ones inline as `data`, larger ones by `ref`, the id under which the store
 * keeps the bytes. `size` is the number of bytes of the data. The result of a task that ran for each item of a list is
 * neither: it is read off those of the items, and `size` is the most that it takes.
 */
export interface StoredPayload {
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly size: number;
  readonly data?: Uint8Array;
  readonly ref?: string;
  /** It is the JSON list of the results of the items of the task whose entry has this number. */
  readonly itemsOf?: number;
}
