/**
 * Between payloads and failures as callers know them and as state keeps them.
 */
import type { Failure, StoredFailure } from "../../core/state/failure.js";
import type { Payload, StoredPayload } from "../../core/state/payload.js";
import { contentsOfPiece } from "../../core/state/pieces.js";
import { readPieces } from "../long-lists/pieces-read.js";
import { failureBody, failureOfBody } from "./failure-body.js";
import { isPlaced, type PlacedPayload } from "./item-content.js";
import { composed, isListed } from "./listed-results.js";
import { PayloadMissing } from "./payload-missing.js";
import type { PayloadSource } from "./payload-source.js";

/** Gives the bytes of a payload; those kept beside the state were loaded before. */
export type PayloadLookup = (stored: StoredPayload) => Payload;

/** A failure's message is kept in the state up to this many characters; the rest lies in its body. */
const MESSAGE_CHARACTERS = 512;

export function storedPayload(payload: Payload): StoredPayload {
  const { data, contentType, metadata } = payload;
  const described = Object.keys(metadata).length > 0;
  return { contentType, size: data.length, data, ...(described && { metadata }) };
}

/** Loads what of these is not inline. Not a promise where everything is, or is at hand: most are small. */
export function lookUp(
  source: PayloadSource,
  stored: readonly StoredPayload[],
): PayloadLookup | Promise<PayloadLookup> {
  const placed = stored.filter(isPlaced);
  if (placed.length > 0) return lookUpPlaced(source, stored, placed);
  const refs = [...new Set(stored.flatMap(refsOf))];
  if (refs.length === 0) return (payload) => payloadOf(payload, new Map());
  const found = source.get(refs);
  if (found instanceof Promise) return found.then((loaded) => (payload) => payloadOf(payload, loaded));
  return (payload) => payloadOf(payload, found);
}

/** Of what pieces hold: these are read first, and then what they name. */
async function lookUpPlaced(
  source: PayloadSource,
  stored: readonly StoredPayload[],
  placed: readonly PlacedPayload[],
): Promise<PayloadLookup> {
  const read = new Map<PlacedPayload["pieces"], ReadonlyMap<number, StoredPayload>>();
  for (const { pieces } of placed) {
    if (!read.has(pieces)) read.set(pieces, await readPieces(source, pieces, contentsOfPiece));
  }
  const contentOf = (payload: StoredPayload) => {
    if (!isPlaced(payload)) return payload;
    const content = read.get(payload.pieces)?.get(payload.index);
    if (content === undefined) throw new PayloadMissing(`item ${payload.index} is in no piece`);
    return content;
  };
  const lookup = await lookUp(source, stored.map(contentOf));
  return (payload) => lookup(contentOf(payload));
}

function refsOf(stored: StoredPayload): readonly string[] {
  if (isListed(stored)) return stored.parts.flatMap((part) => part?.ref ?? []);
  return stored.ref === undefined ? [] : [stored.ref];
}

function payloadOf(stored: StoredPayload, loaded: ReadonlyMap<string, Payload>): Payload {
  if (isListed(stored)) return composed(stored, (part) => payloadOf(part, loaded));
  const { data, contentType, metadata, ref = "" } = stored;
  if (data !== undefined) return { data, contentType, metadata: metadata ?? {} };
  const payload = loaded.get(ref);
  if (payload === undefined) throw new PayloadMissing(`payload ${ref} is not in the store`);
  return { data: payload.data, contentType, metadata: metadata ?? payload.metadata };
}

/** Keeps what is large or nested in the body. */
export function storedFailure(failure: Failure): StoredFailure {
  const { type, message, retryable, retryAfterMs, details, causes } = failure;
  const plain = details === undefined && causes.length === 0 && message.length <= MESSAGE_CHARACTERS;
  return {
    type,
    message: message.slice(0, MESSAGE_CHARACTERS),
    retryable,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(!plain && { body: failureBody(failure) }),
  };
}

/** The whole failure where its body is wanted (`lookup`), else what the state has of it. */
export function failureValue(stored: StoredFailure, lookup?: PayloadLookup): Failure {
  const { body, type, message, retryable, retryAfterMs } = stored;
  if (body !== undefined && lookup !== undefined) return failureOfBody(lookup(body));
  return { type, message, retryable, causes: [], ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
