/**
 * Serves a stream of both directions.
 */
import type { DescMethod } from "@bufbuild/protobuf";
import type { handleBidiStreamingCall, ServerDuplexStream } from "@grpc/grpc-js";
import type { BidiHandler } from "../../service/call.js";
import type { Encode } from "../encoded-once.js";
import { admit, fail, type ServedMethod, succeed } from "../seam.js";
import { arrivalOf } from "./gated-call.js";
import { IncomingFrames } from "./incoming-frames.js";
import { OutgoingFrames } from "./outgoing-frames.js";
import { grpcStatus } from "./status.js";

export function bindBidi(
  method: ServedMethod,
  handler: BidiHandler<DescMethod>,
  encode: Encode,
): handleBidiStreamingCall<Buffer, Buffer> {
  return (call) => void serve(method, handler, encode, call);
}

async function serve(
  { seam, decode }: ServedMethod,
  handler: BidiHandler<DescMethod>,
  encode: Encode,
  call: ServerDuplexStream<Buffer, Buffer>,
): Promise<void> {
  const arrival = arrivalOf(call);
  const refuse = (error: unknown) => {
    // A stream's error is emitted: grpc-js makes the trailers of it.
    if (arrival.rpc?.settled !== true) call.emit("error", grpcStatus(fail(seam, arrival, error)));
  };
  try {
    const rpc = admit(seam, arrival);
    rpc.onEnd(refuse);
    const incoming = new IncomingFrames(call, decode, seam, arrival);
    const outgoing = new OutgoingFrames(call, arrival, rpc, encode, seam);
    await handler({ incoming, send: (frame) => outgoing.send(frame) }, rpc);
    if (rpc.settled) return;
    succeed(seam, arrival);
    call.end();
  } catch (error) {
    refuse(error);
  }
}
