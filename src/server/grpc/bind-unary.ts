/**
 * Serves a unary method: one request, one answer, as few promises as possible.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleUnaryCall } from "@grpc/grpc-js";
import type { UnaryHandler } from "../../service/call.js";
import { admitRequest, fail, type ServedMethod, succeed } from "../seam.js";
import { arrivalOf } from "./gated-call.js";
import { grpcStatus } from "./status.js";

export function bindUnary(method: ServedMethod, handler: UnaryHandler<DescMethod>): handleUnaryCall<Buffer, Message> {
  const { seam } = method;
  return (call, callback) => {
    const arrival = arrivalOf(call);
    const refuse = (error: unknown) => {
      if (arrival.rpc?.settled !== true) callback(grpcStatus(fail(seam, arrival, error)));
    };
    try {
      const { rpc, request } = admitRequest(method, arrival, call.request);
      rpc.onEnd(refuse);
      handler(request, rpc).then((answer) => {
        if (rpc.settled) return;
        succeed(seam, arrival, answer);
        callback(null, answer);
      }, refuse);
    } catch (error) {
      refuse(error);
    }
  };
}
