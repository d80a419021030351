/**
 * Writes the frames of a stream past the protocol's library, which would make the same bytes anew for each caller: of callers
 * that take messages in the binary form as they are. The library writes what stands before and behind them.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { DescMethod, Message } from "@bufbuild/protobuf";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { contentTypeStreamProto, headerStreamAcceptEncoding } from "@connectrpc/connect/protocol-connect";
import { type Encode, encodedOnce } from "../encoded-once.js";
import { messageEncoder } from "../message-encoder.js";

export class FrameWriter {
  readonly #response: ServerResponse;
  readonly #encode: Encode;
  #corked = false;

  constructor(response: ServerResponse, encode: Encode) {
    this.#response = response;
    this.#encode = encode;
  }

  /** Before that frames go the library's way. */
  get isOpen(): boolean {
    return this.#response.headersSent;
  }

  /** Whether more may follow at once. What one turn writes goes out together. */
  write(message: Message): boolean {
    if (this.#response.destroyed) return true;
    if (!this.#corked) {
      this.#corked = true;
      this.#response.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#response.uncork();
      });
    }
    return this.#response.write(this.#encode(message));
  }
}

export function envelopeEncoder({ output }: DescMethod): Encode {
  const encode = messageEncoder(output);
  return encodedOnce((message) => {
    const bytes = encodeEnvelope(0, encode(message));
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  });
}

export function takesPlainFrames({ headers }: IncomingMessage): boolean {
  return headers["content-type"] === contentTypeStreamProto && headers[headerStreamAcceptEncoding] === undefined;
}
