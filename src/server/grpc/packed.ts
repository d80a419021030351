/**
 * Requests that come packed. grpc-js unpacks whatever a piece of a stream brings, all of it at once, and keeps what it becomes
 * until it is asked for, which may be a thousand times as much. Here each message stays as it came until it is read.
 */
import { gunzipSync, inflateSync, type ZlibOptions } from "node:zlib";
import type { ServerInterceptingCallInterface } from "@grpc/grpc-js";
import { notUnpacked } from "../request-errors.js";

type Unpack = (bytes: Buffer, options: ZlibOptions) => Buffer;

/** The bytes of a message, which may be packed. */
type Message = Buffer & { [UNPACK]?: Unpack };

const UNPACK = Symbol("unpack");
/** Before a message: whether it is packed, and its length. */
const HEADER_BYTES = 5;
const UNPACKS: Readonly<Record<string, Unpack>> = { gzip: gunzipSync, deflate: inflateSync };

/** Of the innermost call, which the first interceptor is given. Throws where a version of grpc-js unpacks by other means. */
export function keepPacked(call: ServerInterceptingCallInterface): void {
  if (!("decompressMessage" in call) || typeof call.decompressMessage !== "function")
    throw new Error("the calls of this version of @grpc/grpc-js unpack messages by means that are not known");
  const unpackAtOnce = call.decompressMessage.bind(call);
  call.decompressMessage = (framed: Buffer, encoding: string): unknown => {
    const unpack = UNPACKS[encoding];
    // What is not packed goes as it is; grpc-js has an answer to what it does not know.
    if (unpack === undefined) return unpackAtOnce(framed, encoding);
    const message: Message = framed.subarray(HEADER_BYTES);
    message[UNPACK] = unpack;
    return message;
  };
}

/** What a message is that may be packed. Throws LIMIT_EXCEEDED where it is more than `most` bytes, INVALID_FIELD where it is broken. */
export function unpacked(message: Message, most: number): Buffer {
  const unpack = message[UNPACK];
  if (unpack === undefined) return message;
  try {
    // A copy: what is unpacked lies in a piece of 16 KiB, which parts of the message that are kept would keep.
    return Buffer.from(unpack(message, { maxOutputLength: most }));
  } catch (error) {
    throw notUnpacked(error, most);
  }
}
