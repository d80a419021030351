/**
 * Serves a server stream: what the handler yields goes out as fast as the caller takes it.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleServerStreamingCall, ServerWritableStream } from "@grpc/grpc-js";
import type { ServerStreamHandler } from "../service/call.js";
import { drained } from "./drained.js";
import type { Incoming } from "./grpc-method.js";
import type { MethodTraits } from "./method-traits.js";
import { admitRequest, arrivalOf, fail, type Seam, succeed } from "./seam.js";

export function bindServerStream(
  seam: Seam,
  traits: MethodTraits,
  handler: ServerStreamHandler<DescMethod>,
): handleServerStreamingCall<Incoming, Message> {
  return (call) => void serve(seam, traits, handler, call);
}

async function serve(
  seam: Seam,
  traits: MethodTraits,
  handler: ServerStreamHandler<DescMethod>,
  call: ServerWritableStream<Incoming, Message>,
): Promise<void> {
  const arrival = arrivalOf(traits, call);
  const refuse = (error: unknown) => {
    // A stream's error is emitted: grpc-js makes the trailers of it.
    if (arrival.rpc?.settled !== true) call.emit("error", fail(seam, arrival, error));
  };
  try {
    const rpc = admitRequest(seam, arrival, await seam.authenticate(call), call.request);
    rpc.onEnd(refuse);
    // An admitted request is a message of the method.
    for await (const message of handler(call.request as Message, rpc)) {
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
