/**
 * Serves a unary method: one request, one answer, as few promises as possible.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleUnaryCall } from "@grpc/grpc-js";
import type { UnaryHandler } from "../../service/call.js";
import type { Caller } from "../auth/caller.js";
import { admitRequest, arrivalOf, fail, identify, type ServedMethod, succeed } from "../seam.js";
import { grpcStatus } from "./status.js";

export function bindUnary(method: ServedMethod, handler: UnaryHandler<DescMethod>): handleUnaryCall<Buffer, Message> {
  const { seam, traits } = method;
  return (call, callback) => {
    const arrival = arrivalOf(traits, call);
    const refuse = (error: unknown) => {
      if (arrival.rpc?.settled !== true) callback(grpcStatus(fail(seam, arrival, error)));
    };
    const serve = (caller: Caller) => {
      const { rpc, request } = admitRequest(method, arrival, caller, call.request);
      rpc.onEnd(refuse);
      handler(request, rpc).then((answer) => {
        if (rpc.settled) return;
        succeed(seam, arrival, answer);
        callback(null, answer);
      }, refuse);
    };
    identify(seam, arrival, serve, refuse);
  };
}
