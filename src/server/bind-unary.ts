/**
 * Serves a unary method: one request, one answer, as few promises as possible.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleUnaryCall } from "@grpc/grpc-js";
import type { UnaryHandler } from "../service/call.js";
import type { Caller } from "./auth/caller.js";
import type { Incoming } from "./grpc-method.js";
import type { MethodTraits } from "./method-traits.js";
import { admitRequest, arrivalOf, fail, identify, type Seam, succeed } from "./seam.js";

export function bindUnary(
  seam: Seam,
  traits: MethodTraits,
  handler: UnaryHandler<DescMethod>,
): handleUnaryCall<Incoming, Message> {
  return (call, callback) => {
    const arrival = arrivalOf(traits, call);
    const refuse = (error: unknown) => {
      if (arrival.rpc?.settled !== true) callback(fail(seam, arrival, error));
    };
    const serve = (caller: Caller) => {
      const rpc = admitRequest(seam, arrival, caller, call.request);
      rpc.onEnd(refuse);
      // An admitted request is a message of the method.
      handler(call.request as Message, rpc).then((answer) => {
        if (rpc.settled) return;
        succeed(seam, arrival, answer);
        callback(null, answer);
      }, refuse);
    };
    identify(seam, arrival, serve, refuse);
  };
}
