/**
 * Writes the messages of a stream past the protocol's library, which would make the same bytes anew for each caller, and
 * slowly. The library writes what stands behind them. They are never packed, which the protocol leaves to the server.
 */
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Message } from "@bufbuild/protobuf";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import type { Encode } from "../encoded-once.js";

export class FrameWriter {
  readonly #response: ServerResponse;
  readonly #headers: OutgoingHttpHeaders;
  readonly #encode: Encode;
  #corked = false;

  /** `headers` go out before the first message; `encode` gives whole frames. */
  constructor(response: ServerResponse, headers: OutgoingHttpHeaders, encode: Encode) {
    this.#response = response;
    this.#headers = headers;
    this.#encode = encode;
  }

  /** Whether more may follow at once. What one turn writes goes out together. Throws where the message has no form. */
  write(message: Message): boolean {
    if (this.#response.destroyed) return true;
    const frame = this.#encode(message);
    if (!this.#corked) {
      this.#corked = true;
      this.#response.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#response.uncork();
      });
    }
    if (!this.#response.headersSent) this.#response.writeHead(200, this.#headers);
    return this.#response.write(frame);
  }
}

export function frameEncoder(encode: Encode): Encode {
  return (message) => {
    const bytes = encodeEnvelope(0, encode(message));
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
}
