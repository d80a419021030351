/**
 * Serves a stream from the client: many requests, one answer.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleClientStreamingCall, ServerReadableStream, sendUnaryData } from "@grpc/grpc-js";
import type { ClientStreamHandler } from "../service/call.js";
import type { MethodTraits } from "./admission.js";
import type { Incoming } from "./grpc-method.js";
import { IncomingFrames, readFrame } from "./incoming-frames.js";
import type { RpcCall } from "./rpc-call.js";
import { fail, type Seam, succeed } from "./seam.js";

export function bindClientStream(
  seam: Seam,
  traits: MethodTraits,
  handler: ClientStreamHandler<DescMethod>,
): handleClientStreamingCall<Incoming, Message> {
  return (call, callback) => void serve(seam, traits, handler, call, callback);
}

async function serve(
  seam: Seam,
  traits: MethodTraits,
  handler: ClientStreamHandler<DescMethod>,
  call: ServerReadableStream<Incoming, Message>,
  callback: sendUnaryData<Message>,
): Promise<void> {
  let rpc: RpcCall | undefined;
  const refuse = (error: unknown) => {
    if (rpc?.settled !== true) callback(fail(seam, traits, rpc, error));
  };
  try {
    rpc = seam.admission.admit(traits, call);
    rpc.onEnd(refuse);
    const answer = await handler(new IncomingFrames(call, readFrame), rpc);
    if (rpc.settled) return;
    succeed(seam, rpc);
    callback(null, answer);
  } catch (error) {
    refuse(error);
  }
}
