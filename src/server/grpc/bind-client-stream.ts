/**
 * Serves a stream from the client: many requests, one answer.
 */
import type { DescMethod } from "@bufbuild/protobuf";
import type { handleClientStreamingCall, ServerReadableStream, sendUnaryData } from "@grpc/grpc-js";
import type { ClientStreamHandler } from "../../service/call.js";
import type { Encode } from "../encoded-once.js";
import { admit, fail, type ServedMethod, succeed } from "../seam.js";
import { arrivalOf } from "./gated-call.js";
import { IncomingFrames } from "./incoming-frames.js";
import { grpcStatus } from "./status.js";

export function bindClientStream(
  method: ServedMethod,
  handler: ClientStreamHandler<DescMethod>,
  encode: Encode,
): handleClientStreamingCall<Buffer, Buffer> {
  return (call, callback) => void serve(method, handler, encode, call, callback);
}

async function serve(
  { seam, decode }: ServedMethod,
  handler: ClientStreamHandler<DescMethod>,
  encode: Encode,
  call: ServerReadableStream<Buffer, Buffer>,
  callback: sendUnaryData<Buffer>,
): Promise<void> {
  const arrival = arrivalOf(call);
  const refuse = (error: unknown) => {
    if (arrival.rpc?.settled !== true) callback(grpcStatus(fail(seam, arrival, error)));
  };
  try {
    const rpc = admit(seam, arrival);
    rpc.onEnd(refuse);
    const incoming = new IncomingFrames(call, decode, seam, arrival);
    const answer = await handler(incoming, rpc);
    if (rpc.settled) return;
    const bytes = encode(answer);
    succeed(seam, arrival);
    callback(null, bytes);
  } catch (error) {
    refuse(error);
  }
}
