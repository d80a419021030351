/**
 * The HTTP/2 stream under a call of grpc-js. It tells of itself what grpc-js keeps to itself: how much of a request has come
 * before all of it has, and how much of an answer was not taken yet. It can also end a stream that nobody reads.
 */
import type { ServerHttp2Stream } from "node:http2";
import type { ServerInterceptingCallInterface } from "@grpc/grpc-js";

/** Of the innermost call, which the first interceptor is given. Throws where a version of grpc-js has no such thing. */
export function transportStream(call: ServerInterceptingCallInterface): ServerHttp2Stream {
  if ("stream" in call && isStream(call.stream)) return call.stream;
  throw new Error("the calls of this version of @grpc/grpc-js do not tell their HTTP/2 stream");
}

function isStream(value: unknown): value is ServerHttp2Stream {
  return typeof value === "object" && value !== null && "writableLength" in value && "session" in value;
}
