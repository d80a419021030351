/**
 * Serves a server stream: what the handler yields goes out as fast as the caller takes it.
 */
import type { DescMethod } from "@bufbuild/protobuf";
import type { handleServerStreamingCall, ServerWritableStream } from "@grpc/grpc-js";
import type { ServerStreamHandler } from "../../service/call.js";
import type { Encode } from "../encoded-once.js";
import { admitRequest, fail, type ServedMethod, succeed } from "../seam.js";
import { arrivalOf } from "./gated-call.js";
import { OutgoingFrames } from "./outgoing-frames.js";
import { grpcStatus } from "./status.js";

export function bindServerStream(
  method: ServedMethod,
  handler: ServerStreamHandler<DescMethod>,
  encode: Encode,
): handleServerStreamingCall<Buffer, Buffer> {
  return (call) => void serve(method, handler, encode, call);
}

async function serve(
  method: ServedMethod,
  handler: ServerStreamHandler<DescMethod>,
  encode: Encode,
  call: ServerWritableStream<Buffer, Buffer>,
): Promise<void> {
  const { seam } = method;
  const arrival = arrivalOf(call);
  const refuse = (error: unknown) => {
    // A stream's error is emitted: grpc-js makes the trailers of it.
    if (arrival.rpc?.settled !== true) call.emit("error", grpcStatus(fail(seam, arrival, error)));
  };
  try {
    const { rpc, request } = admitRequest(method, arrival, call.request);
    rpc.onEnd(refuse);
    const outgoing = new OutgoingFrames(call, arrival, rpc, encode, seam);
    for await (const message of handler(request, rpc)) {
      const full = outgoing.send(message);
      if (full !== undefined) await full;
      // Leaving the loop runs the handler's `finally`.
      if (call.cancelled || rpc.settled) break;
    }
    if (rpc.settled) return;
    succeed(seam, arrival);
    call.end();
  } catch (error) {
    refuse(error);
  }
}
