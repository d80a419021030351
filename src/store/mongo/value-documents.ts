/**
 * Payloads, failures and outcomes as documents. What is usual is left out: the reader puts it back.
 */
import { Binary } from "mongodb";
import type { StoredFailure } from "../../core/state/failure.js";
import type { Outcome } from "../../core/state/outcome.js";
import type { StoredPayload } from "../../core/state/payload.js";

/** A map of the users' own keys: as field names these could hold dots and dollars. */
export type PairsDocument = { readonly key: string; readonly value: string }[];

export interface PayloadDocument {
  /** Absent = JSON. */
  content_type?: string;
  metadata?: PairsDocument;
  metadata_size?: number;
  /** Absent = that of the data. */
  size?: number;
  data?: Binary;
  ref?: string;
  items_of?: number;
}

export interface FailureDocument {
  type: string;
  message: string;
  /** Absent = true. */
  retryable?: false;
  retry_after_ms?: number;
  body?: PayloadDocument;
}

export type OutcomeDocument = { kind: Outcome["kind"]; digest: DigestDocument } & {
  result?: PayloadDocument;
  failure?: FailureDocument;
  message?: string;
};

/** The 32 bytes of a base64url SHA-256; any other text as it is. */
export type DigestDocument = Binary | string;

/** The 16 bytes of a UUID in its usual writing; any other text as it is. */
export type IdDocument = Binary | string;

const USUAL_CONTENT_TYPE = "application/json";

export function pairsToDocument(map: Readonly<Record<string, string>>): PairsDocument {
  return Object.entries(map).map(([key, value]) => ({ key, value }));
}

export function pairsFromDocument(pairs: PairsDocument): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

export function payloadToDocument(payload: StoredPayload): PayloadDocument {
  const { contentType, metadata, size, data, ref } = payload;
  const document: PayloadDocument = {};
  if (contentType !== USUAL_CONTENT_TYPE) document.content_type = contentType;
  if (metadata !== undefined) document.metadata = pairsToDocument(metadata);
  if (payload.metadataSize !== undefined) document.metadata_size = payload.metadataSize;
  if (size !== data?.length) document.size = size;
  if (data !== undefined) document.data = new Binary(data);
  if (ref !== undefined) document.ref = ref;
  if (payload.itemsOf !== undefined) document.items_of = payload.itemsOf;
  return document;
}

export function payloadFromDocument(document: PayloadDocument): StoredPayload {
  const data = document.data === undefined ? undefined : bytesOf(document.data);
  return {
    contentType: document.content_type ?? USUAL_CONTENT_TYPE,
    ...(document.metadata === undefined ? {} : { metadata: pairsFromDocument(document.metadata) }),
    ...(document.metadata_size === undefined ? {} : { metadataSize: document.metadata_size }),
    size: document.size ?? data?.length ?? 0,
    ...(data === undefined ? {} : { data }),
    ...(document.ref === undefined ? {} : { ref: document.ref }),
    ...(document.items_of === undefined ? {} : { itemsOf: document.items_of }),
  };
}

export function failureToDocument(failure: StoredFailure): FailureDocument {
  const { type, message, retryable, retryAfterMs, body } = failure;
  const document: FailureDocument = { type, message };
  if (!retryable) document.retryable = false;
  if (retryAfterMs !== undefined) document.retry_after_ms = retryAfterMs;
  if (body !== undefined) document.body = payloadToDocument(body);
  return document;
}

export function failureFromDocument(document: FailureDocument): StoredFailure {
  return {
    type: document.type,
    message: document.message,
    retryable: document.retryable ?? true,
    ...(document.retry_after_ms === undefined ? {} : { retryAfterMs: document.retry_after_ms }),
    ...(document.body === undefined ? {} : { body: payloadFromDocument(document.body) }),
  };
}

export function outcomeToDocument(outcome: Outcome): OutcomeDocument {
  const { kind } = outcome;
  const digest = digestToDocument(outcome.digest);
  switch (kind) {
    case "result":
      return { kind, digest, result: payloadToDocument(outcome.result) };
    case "failure":
      return { kind, digest, failure: failureToDocument(outcome.failure) };
    case "cancelled":
      return { kind, digest, message: outcome.message };
  }
}

export function outcomeFromDocument(document: OutcomeDocument): Outcome {
  const { kind, result, failure, message } = document;
  const digest = digestFromDocument(document.digest);
  if (kind === "result" && result !== undefined) return { kind, digest, result: payloadFromDocument(result) };
  if (kind === "failure" && failure !== undefined) return { kind, digest, failure: failureFromDocument(failure) };
  if (kind === "cancelled" && message !== undefined) return { kind, digest, message };
  throw new Error(`an outcome of kind ${kind} lacks its content`);
}

export function digestToDocument(digest: string): DigestDocument {
  const bytes = Buffer.from(digest, "base64url");
  return bytes.length === 32 && bytes.toString("base64url") === digest ? new Binary(bytes) : digest;
}

export function digestFromDocument(document: DigestDocument): string {
  return typeof document === "string" ? document : Buffer.from(document.value()).toString("base64url");
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function idToDocument(id: string): IdDocument {
  if (!UUID.test(id)) return id;
  return new Binary(Buffer.from(id.replaceAll("-", ""), "hex"), Binary.SUBTYPE_UUID);
}

export function idFromDocument(document: IdDocument): string {
  if (typeof document === "string") return document;
  const hex = document.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A copy: what the driver gives is a view that would keep the whole answer of the database alive. */
export function bytesOf(binary: Binary): Uint8Array {
  return Uint8Array.from(binary.buffer.subarray(0, binary.position));
}
