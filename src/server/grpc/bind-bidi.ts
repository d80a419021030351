/**
 * Serves a stream of both directions.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleBidiStreamingCall, ServerDuplexStream } from "@grpc/grpc-js";
import type { BidiHandler } from "../../service/call.js";
import { drained, type SlowReaders } from "../drained.js";
import type { RpcCall } from "../rpc-call.js";
import { admit, fail, type ServedMethod, succeed } from "../seam.js";
import { arrivalOf } from "./gated-call.js";
import { IncomingFrames } from "./incoming-frames.js";
import { grpcStatus } from "./status.js";

export function bindBidi(
  method: ServedMethod,
  handler: BidiHandler<DescMethod>,
): handleBidiStreamingCall<Buffer, Message> {
  return (call) => void serve(method, handler, call);
}

async function serve(
  { seam, decode }: ServedMethod,
  handler: BidiHandler<DescMethod>,
  call: ServerDuplexStream<Buffer, Message>,
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
    await handler({ incoming, send: sender(call, rpc, seam.slowReaders) }, rpc);
    if (rpc.settled) return;
    succeed(seam, arrival);
    call.end();
  } catch (error) {
    refuse(error);
  }
}

/** All who have to wait wait for the same: many frames may be sent at once. */
function sender(
  call: ServerDuplexStream<Buffer, Message>,
  rpc: RpcCall,
  slowReaders: SlowReaders,
): (frame: Message) => Promise<void> | undefined {
  let draining: Promise<void> | undefined;
  return (frame) => {
    if (rpc.settled || call.cancelled || call.writableEnded || call.write(frame)) return undefined;
    draining ??= drained(call, rpc, slowReaders).finally(() => {
      draining = undefined;
    });
    return draining;
  };
}
