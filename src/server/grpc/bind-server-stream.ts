/**
 * Serves a server stream: what the handler yields goes out as fast as the caller takes it.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleServerStreamingCall, ServerWritableStream } from "@grpc/grpc-js";
import type { ServerStreamHandler } from "../../service/call.js";
import { drained } from "../drained.js";
import { admitRequest, fail, type ServedMethod, succeed } from "../seam.js";
import { arrivalOf } from "./gated-call.js";
import { grpcStatus } from "./status.js";

export function bindServerStream(
  method: ServedMethod,
  handler: ServerStreamHandler<DescMethod>,
): handleServerStreamingCall<Buffer, Message> {
  return (call) => void serve(method, handler, call);
}

async function serve(
  method: ServedMethod,
  handler: ServerStreamHandler<DescMethod>,
  call: ServerWritableStream<Buffer, Message>,
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
    for await (const message of handler(request, rpc)) {
      // Leaving the loop runs the handler's `finally`.
      if (call.cancelled || rpc.settled) break;
      if (!call.write(message)) await drained(call, rpc, seam.slowReaders);
    }
    if (rpc.settled) return;
    succeed(seam, arrival);
    call.end();
  } catch (error) {
    refuse(error);
  }
}
