/**
 * Serves a stream from the client: many requests, one answer.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleClientStreamingCall, ServerReadableStream, sendUnaryData } from "@grpc/grpc-js";
import type { ClientStreamHandler } from "../service/call.js";
import type { Incoming } from "./grpc-method.js";
import { IncomingFrames, readFrame } from "./incoming-frames.js";
import type { MethodTraits } from "./method-traits.js";
import { admit, arrivalOf, fail, type Seam, succeed } from "./seam.js";

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
  const arrival = arrivalOf(traits, call);
  const refuse = (error: unknown) => {
    if (arrival.rpc?.settled !== true) callback(fail(seam, arrival, error));
  };
  try {
    const rpc = admit(seam, arrival, await seam.authenticate(call));
    rpc.onEnd(refuse);
    const answer = await handler(new IncomingFrames(call, readFrame, () => seam.admission.frameTurn(rpc)), rpc);
    if (rpc.settled) return;
    succeed(seam, arrival);
    callback(null, answer);
  } catch (error) {
    refuse(error);
  }
}
