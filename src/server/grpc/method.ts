/**
 * A method of the contract as grpc-js serves one: its path, its kind, and how messages become bytes.
 */
import { type DescMethod, fromBinary, type Message } from "@bufbuild/protobuf";
import { LIMITS } from "../../core/limits.js";
import { checkBinary } from "../intake/request-bounds.js";
import { messageEncoder } from "../message-encoder.js";
import { unreadable } from "../request-errors.js";
import { unpacked } from "./packed.js";

export interface GrpcMethod {
  /** As in "/lazyengine.v1.LazyEngine/Run". */
  readonly path: string;
  readonly type: "unary" | "clientStream" | "serverStream" | "bidi";
  /** Unpacks them. Throws INVALID_FIELD where the bytes are no message of the method, LIMIT_EXCEEDED where they are, or hold, too much. */
  decode(bytes: Buffer): Message;
  write(message: Message): Buffer;
}

const TYPES = {
  unary: "unary",
  client_streaming: "clientStream",
  server_streaming: "serverStream",
  bidi_streaming: "bidi",
} as const;

export function grpcMethod({ input, output, methodKind, parent, name }: DescMethod): GrpcMethod {
  const check = checkBinary(input);
  return {
    path: `/${parent.typeName}/${name}`,
    type: TYPES[methodKind],
    decode: (bytes) => {
      const message = unpacked(bytes, LIMITS.messageBytes);
      check(message);
      try {
        return fromBinary(input, message);
      } catch (error) {
        throw unreadable(error instanceof Error ? error.message : String(error));
      }
    },
    write: messageEncoder(output),
  };
}
