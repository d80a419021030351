/**
 * A method of the contract as grpc-js serves one: its path, its kind, and how messages become bytes.
 */
import { type DescMethod, fromBinary, type Message } from "@bufbuild/protobuf";
import { messageEncoder } from "./message-encoder.js";

/** Bytes that are no message of the expected kind: handed on in its place, so that the call is refused properly. */
export class Unreadable {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

export type Incoming = Message | Unreadable;

export interface GrpcMethod {
  /** As in "/lazyengine.v1.LazyEngine/Run". */
  readonly path: string;
  readonly type: "unary" | "clientStream" | "serverStream" | "bidi";
  read(bytes: Buffer): Incoming;
  write(message: Message): Buffer;
}

const TYPES = {
  unary: "unary",
  client_streaming: "clientStream",
  server_streaming: "serverStream",
  bidi_streaming: "bidi",
} as const;

export function grpcMethod({ input, output, methodKind, parent, name }: DescMethod): GrpcMethod {
  return {
    path: `/${parent.typeName}/${name}`,
    type: TYPES[methodKind],
    read: (bytes) => {
      try {
        return fromBinary(input, bytes);
      } catch (error) {
        return new Unreadable(error);
      }
    },
    write: messageEncoder(output),
  };
}
