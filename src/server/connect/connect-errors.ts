/**
 * Errors as the Connect protocol has them: what ends a call, and what the protocol itself refuses, in the words of the
 * engine.
 */
import { createRegistry } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import {
  codeFromString,
  codeToHttpStatus,
  contentTypeStreamJson,
  contentTypeStreamProto,
  contentTypeUnaryJson,
  contentTypeUnaryProto,
  createEndStreamSerialization,
  endStreamFlag,
  errorToJsonBytes,
} from "@connectrpc/connect/protocol-connect";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import type { Status } from "#gen/google/rpc/status_pb.js";
import { EngineError } from "../../engine/engine-error.js";
import { CODE } from "../../service/error-codes.js";
import { logged } from "../log-fields.js";
import { tooLarge, unreadable } from "../request-errors.js";

/** All details that errors come with: as JSON, messages of any type need theirs. */
export const ERROR_DETAILS = createRegistry(ErrorInfoSchema, BadRequestSchema, RetryInfoSchema);

const JSON_OPTIONS = { registry: ERROR_DETAILS };
const END_OF_STREAM = createEndStreamSerialization(JSON_OPTIONS);
const ENVELOPE_BYTES = 5;

export function connectError({ code, message, details }: Status): ConnectError {
  const known = details.flatMap((detail) => {
    const value = anyUnpack(detail, ERROR_DETAILS);
    const desc = value === undefined ? undefined : ERROR_DETAILS.getMessage(value.$typeName);
    return value === undefined || desc === undefined ? [] : [{ desc, value }];
  });
  // Whoever answers 401 has to say how to prove oneself.
  const headers = code === CODE.UNAUTHENTICATED ? { "www-authenticate": "Bearer" } : undefined;
  return new ConnectError(message, code, headers, known);
}

/** What a call is refused with that the protocol's library refused itself. */
export interface ProtocolRefusal {
  /** Says nothing of what the request holds: it is logged. */
  readonly error: EngineError;
  /** What the caller is told in its place, who may read in it what its request has wrong. */
  readonly told?: EngineError;
}

/** An answer of the protocol's own that refuses a call: one whose handler was never asked. */
export async function protocolRefusal(answer: UniversalServerResponse): Promise<ProtocolRefusal> {
  const bytes = await bytesOf(answer.body);
  const { code, message } = errorIn(isStream(answer) ? jsonOf(bytes.subarray(ENVELOPE_BYTES)).error : jsonOf(bytes));
  if (code === CODE.RESOURCE_EXHAUSTED) return { error: tooLarge() };
  if (code === CODE.CANCELLED) return { error: new EngineError("CANCELLED", "cancelled") };
  return { error: unreadable(), told: unreadable(message) };
}

/** Answers with the error in place of another answer. */
export function errorAnswer(answer: UniversalServerResponse, error: ConnectError): UniversalServerResponse {
  if (isStream(answer)) {
    const end = END_OF_STREAM.serialize({ metadata: new Headers(), error });
    return { ...answer, body: oneChunk(encodeEnvelope(endStreamFlag, end)) };
  }
  const { status, headers, body } = unaryError(error);
  return { status, header: new Headers(headers), body: oneChunk(body) };
}

/** The error as the answer of a call that is no stream. */
export function unaryError(error: ConnectError) {
  const headers = { ...Object.fromEntries(error.metadata), "content-type": contentTypeUnaryJson };
  return { status: codeToHttpStatus(error.code), headers, body: errorToJsonBytes(error, JSON_OPTIONS) };
}

/** What the protocol refuses by a status alone, before there is a call, with a word on what is expected. */
export function statusAnswer(
  { status }: UniversalServerResponse,
  { method, allowedMethods }: UniversalHandler,
  contentType: string | null,
): UniversalServerResponse {
  const types =
    method.methodKind === "unary"
      ? [contentTypeUnaryJson, contentTypeUnaryProto]
      : [contentTypeStreamJson, contentTypeStreamProto];
  const [text, header] =
    status === 405
      ? [`${method.name} is called by ${allowedMethods.join(" or ")}`, { allow: allowedMethods.join(", ") }]
      : [`content-type has to be ${types.join(" or ")}, not ${logged(contentType ?? "none")}`, {}];
  const { headers, body } = unaryError(new ConnectError(text, Code.InvalidArgument, header));
  return { status, header: new Headers(headers), body: oneChunk(body) };
}

function isStream({ header }: UniversalServerResponse): boolean {
  return header?.get("content-type")?.startsWith("application/connect+") === true;
}

function errorIn(json: unknown): { readonly code: number; readonly message: string } {
  if (typeof json !== "object" || json === null) return { code: CODE.INTERNAL, message: "" };
  const code = "code" in json ? codeFromString(String(json.code)) : undefined;
  return { code: code ?? CODE.INTERNAL, message: "message" in json ? String(json.message) : "" };
}

function jsonOf(bytes: Buffer) {
  return JSON.parse(bytes.toString());
}

async function bytesOf(body: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* oneChunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
