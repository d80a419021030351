/**
 * Serves a server stream: what the handler yields goes out as fast as the caller takes it.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleServerStreamingCall, ServerWritableStream } from "@grpc/grpc-js";
import type { ServerStreamHandler } from "../service/call.js";
import type { MethodTraits } from "./admission.js";
import { drained } from "./drained.js";
import type { Incoming } from "./grpc-method.js";
import type { RpcCall } from "./rpc-call.js";
import { admitRequest, fail, type Seam, succeed } from "./seam.js";

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
  let rpc: RpcCall | undefined;
  const refuse = (error: unknown) => {
    // A stream's error is emitted: grpc-js makes the trailers of it.
    if (rpc?.settled !== true) call.emit("error", fail(seam, traits, rpc, error));
  };
  try {
    rpc = admitRequest(seam, traits, call, call.request);
    rpc.onEnd(refuse);
    // An admitted request is a message of the method.
    for await (const message of handler(call.request as Message, rpc)) {
      // Leaving the loop runs the handler's `finally`.
      if (call.cancelled || rpc.settled) break;
      if (!call.write(message)) await drained(call);
    }
    if (rpc.settled) return;
    succeed(seam, rpc);
    call.end();
  } catch (error) {
    refuse(error);
  }
}
