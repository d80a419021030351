/**
 * What is kept of the headers of a call for as long as it is open: what tells who makes it, and nothing else. The text of a
 * header is in the memory of the transport, and stays there for as long as anything refers to it.
 */
import type { ServerHttp2Stream } from "node:http2";
import type { Metadata, ServerInterceptingCallInterface } from "@grpc/grpc-js";

/** No name of a way to pack is as long. */
const ENCODING_LENGTH = 64;

/** How many bytes its metadata had, as its names and values together, and how many of these are kept. */
export interface HeaderBytes {
  readonly sent: number;
  readonly kept: number;
}

/** Leaves of the metadata only what has one of these names. */
export function keepNeeded(metadata: Metadata, names: ReadonlySet<string>): HeaderBytes {
  let sent = 0;
  let kept = 0;
  for (const [name, values] of Object.entries(metadata.toJSON())) {
    const bytes = values.reduce((sum, value) => sum + name.length + value.length, 0);
    sent += bytes;
    if (names.has(name)) kept += bytes;
    else metadata.remove(name);
  }
  return { sent, kept };
}

/** Symbols by which a stream of Node.js keeps `:scheme` and `:authority`, to push further ones: gRPC pushes none. */
let texts: readonly symbol[] | undefined;

/**
 * Lets go of what of the headers is kept beside the metadata: by the stream, and by the innermost call, which the first
 * interceptor is given. Gives the bytes that they had.
 */
export function forgetOthers(call: ServerInterceptingCallInterface, stream: ServerHttp2Stream): number {
  const kept = stream as unknown as Record<symbol, unknown>;
  texts ??= Object.getOwnPropertySymbols(kept).filter((name) => typeof kept[name] === "string");
  let bytes = 0;
  for (const name of texts) {
    bytes += String(kept[name] ?? "").length;
    kept[name] = "";
  }
  if ("host" in call) call.host = null;
  if ("incomingEncoding" in call && String(call.incomingEncoding).length > ENCODING_LENGTH) {
    bytes += String(call.incomingEncoding).length;
    call.incomingEncoding = "too-long";
  }
  return bytes;
}
