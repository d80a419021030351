/**
 * How answers are written past the protocol's library, which would make their bytes slowly: it is given an empty answer, and
 * what it makes of that is filled here.
 */
import type { OutgoingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { DescMethod } from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";
import { compressionNegotiate, createAsyncIterable, type UniversalServerResponse } from "@connectrpc/connect/protocol";
import {
  contentTypeStreamJson,
  contentTypeUnaryJson,
  headerContentType,
  headerUnaryAcceptEncoding,
  headerUnaryContentLength,
  headerUnaryEncoding,
} from "@connectrpc/connect/protocol-connect";
import { compressionGzip } from "@connectrpc/connect-node";
import { type Encode, encodedOnce } from "../encoded-once.js";
import { messageEncoder } from "../message-encoder.js";
import { frameEncoder } from "./frame-writer.js";
import { jsonEncoder } from "./message-json.js";

/** Packing what is shorter saves nothing worth its time. */
const PACKED_FROM_BYTES = 1024;

const gzipped = promisify<Uint8Array, Buffer>(gzip);

/** Of all that is answered. */
export const ANSWER_HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** What the answers of a method are encoded by: whole frames of streams. `broadcast`: once for all who are told them. */
export function answerEncoders(
  { output, methodKind }: DescMethod,
  broadcast: boolean,
): (context: HandlerContext) => Encode {
  const answering = (encode: Encode) => {
    const whole = methodKind === "unary" ? encode : frameEncoder(encode);
    return broadcast ? encodedOnce(whole) : whole;
  };
  const json = answering(jsonEncoder(output));
  const binary = answering(messageEncoder(output));
  return ({ responseHeader }) => {
    const type = responseHeader.get(headerContentType);
    return type === contentTypeUnaryJson || type === contentTypeStreamJson ? json : binary;
  };
}

export function answerHeaders(header: Headers | undefined): OutgoingHttpHeaders {
  return { ...Object.fromEntries(header ?? []), ...ANSWER_HEADERS };
}

/** The answer with this body in place of its own, packed where the request allows it. */
export async function filledAnswer(
  { status, header }: UniversalServerResponse,
  bytes: Buffer,
  request: Headers,
): Promise<UniversalServerResponse> {
  const encoding = request.get(headerUnaryEncoding);
  const accepted = request.get(headerUnaryAcceptEncoding);
  const { response } = compressionNegotiate([compressionGzip], encoding, accepted, headerUnaryAcceptEncoding);
  const packed = response !== null && bytes.length >= PACKED_FROM_BYTES;
  const body = packed ? await gzipped(bytes) : bytes;
  const filled = new Headers(header);
  if (packed) filled.set(headerUnaryEncoding, compressionGzip.name);
  filled.set(headerUnaryContentLength, String(body.length));
  return { status, header: filled, body: createAsyncIterable([body]) };
}
