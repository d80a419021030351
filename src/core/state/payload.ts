/**
 * Payloads: opaque bytes of the users, as they are given and as state keeps them.
 */

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;
/** What stands around a key and its value. */
const METADATA_PAIR = 8;

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
  /** Of one that is kept by `ref` it lies with the bytes, where it is not here. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** As `metadataSize` counts it, where it lies with the bytes. */
  readonly metadataSize?: number;
  readonly size: number;
  readonly data?: Uint8Array;
  readonly ref?: string;
  /** It is the JSON list of the results of the items of the task whose entry has this number. */
  readonly itemsOf?: number;
}

/** Whether expressions read it. */
export function isJson({ contentType }: Pick<StoredPayload, "contentType">): boolean {
  return JSON_TYPE.test(contentType);
}

/** What metadata takes beside the bytes of a payload, rather too much than too little; 0 = there is none. */
export function metadataSize(metadata: Readonly<Record<string, string>> | undefined): number {
  let bytes = 0;
  for (const key in metadata) bytes += Buffer.byteLength(key) + Buffer.byteLength(metadata[key] ?? "") + METADATA_PAIR;
  return bytes;
}

/** So much of the payload lies in the state: its bytes and its metadata. */
export function inlineSize({ data, metadata }: StoredPayload): number {
  return (data?.length ?? 0) + (metadata === undefined ? 0 : metadataSize(metadata));
}
