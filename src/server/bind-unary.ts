/**
 * Serves a unary method: one request, one answer, as few promises as possible.
 */
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { handleUnaryCall } from "@grpc/grpc-js";
import type { UnaryHandler } from "../service/call.js";
import type { MethodTraits } from "./admission.js";
import type { Incoming } from "./grpc-method.js";
import type { RpcCall } from "./rpc-call.js";
import { admitRequest, fail, type Seam, succeed } from "./seam.js";

export function bindUnary(
  seam: Seam,
  traits: MethodTraits,
  handler: UnaryHandler<DescMethod>,
): handleUnaryCall<Incoming, Message> {
  return (call, callback) => {
    let rpc: RpcCall | undefined;
    const refuse = (error: unknown) => {
      if (rpc?.settled !== true) callback(fail(seam, traits, rpc, error));
    };
    try {
      const admitted = admitRequest(seam, traits, call, call.request);
      rpc = admitted;
      admitted.onEnd(refuse);
      // An admitted request is a message of the method.
      handler(call.request as Message, admitted).then((answer) => {
        if (admitted.settled) return;
        succeed(seam, admitted);
        callback(null, answer);
      }, refuse);
    } catch (error) {
      refuse(error);
    }
  };
}
