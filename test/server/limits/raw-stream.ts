/**
 * Calls by bare HTTP/2: half of a request, or an answer that nobody reads.
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";
import { create, type DescMethod, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { onTestFinished } from "vitest";
import { StatusSchema } from "#gen/google/rpc/status_pb.js";
import { type ErrorFacts, factsOfStatus } from "../raw-client.js";

/** By which nothing comes on a stream but its headers: with a window of 0 none of an answer is taken. */
export function connection(port: number, initialWindowSize?: number): ClientHttp2Session {
  const session = connect(
    `http://127.0.0.1:${port}`,
    initialWindowSize === undefined ? {} : { settings: { initialWindowSize } },
  );
  onTestFinished(() => session.destroy());
  session.on("error", () => undefined);
  return session;
}

/** A call whose headers are sent, and nothing else. */
export function open(session: ClientHttp2Session, path: string, headers: Readonly<Record<string, string>> = {}) {
  const stream = session.request(
    {
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: path,
      [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
      te: "trailers",
      ...headers,
    },
    { endStream: false },
  );
  stream.on("error", () => undefined);
  return stream;
}

export function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}

export function framed<Method extends DescMethod>(
  { input }: Method,
  request: MessageInitShape<Method["input"]>,
): Buffer {
  const bytes = toBinary(input, create(input, request));
  const frame = Buffer.alloc(5 + bytes.length);
  frame.writeUInt32BE(bytes.length, 1);
  frame.set(bytes, 5);
  return frame;
}

/** The status that comes in place of an answer. */
export async function refusal(stream: ClientHttp2Stream): Promise<ErrorFacts> {
  const headers = await new Promise<IncomingHttpHeaders>((resolve) => stream.once("response", resolve));
  const details = Buffer.from(String(headers["grpc-status-details-bin"] ?? ""), "base64");
  return factsOfStatus(fromBinary(StatusSchema, details));
}

/** Resolves with the code of its reset. */
export function closed(stream: ClientHttp2Stream): Promise<number> {
  return new Promise((resolve) => stream.once("close", () => resolve(stream.rstCode ?? 0)));
}
