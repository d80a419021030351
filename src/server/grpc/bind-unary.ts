/**
 * Serves a unary method: one request, one answer, as few promises as possible.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleUnaryCall } from "@grpc/grpc-js";
import type { UnaryHandler } from "../../service/call.js";
import type { Encode } from "../encoded-once.js";
import { admitRequest, fail, type ServedMethod, succeed } from "../seam.js";
import { arrivalOf } from "./gated-call.js";
import { grpcStatus } from "./status.js";

export function bindUnary(
  method: ServedMethod,
  handler: UnaryHandler<DescMethod>,
  encode: Encode,
): handleUnaryCall<Buffer, Buffer> {
  const { seam } = method;
  return (call, callback) => {
    const arrival = arrivalOf(call);
    const refuse = (error: unknown) => {
      if (arrival.rpc?.settled !== true) callback(grpcStatus(fail(seam, arrival, error)));
    };
    const answer = (message: Message) => {
      if (arrival.rpc?.settled === true) return;
      try {
        // Before the call is said to have succeeded: grpc-js would tell nobody but the caller.
        const bytes = encode(message);
        succeed(seam, arrival, message);
        callback(null, bytes);
      } catch (error) {
        refuse(error);
      }
    };
    try {
      const { rpc, request } = admitRequest(method, arrival, call.request);
      rpc.onEnd(refuse);
      handler(request, rpc).then(answer, refuse);
    } catch (error) {
      refuse(error);
    }
  };
}
