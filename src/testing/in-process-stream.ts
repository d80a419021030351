/**
 * A stream of both directions within one process: what one side writes the other reads, copied as if it had travelled.
 */
import { Duplex } from "node:stream";
import { type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import type { DuplexStream, Rpc } from "../client/transport.js";
import { FrameQueue } from "../engine/sessions/frame-queue.js";
import type { Exchange } from "../service/call.js";

export class InProcessStream<Input extends DescMessage, Output extends DescMessage>
  extends Duplex
  implements DuplexStream<Input, Output>
{
  readonly #method: Rpc<Input, Output>;
  readonly #read: (bytes: Uint8Array) => MessageShape<Output>;
  readonly #incoming = new FrameQueue<MessageShape<Input>>(() => undefined);
  readonly #leaving = new AbortController();
  readonly #mark: () => void;

  constructor(method: Rpc<Input, Output>, read: (bytes: Uint8Array) => MessageShape<Output>, mark: () => void) {
    super({ objectMode: true });
    this.#method = method;
    this.#read = read;
    this.#mark = mark;
    this.once("end", () => this.emit("status", { code: 0 }));
  }

  /** Aborted when the caller is gone. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  /** The other side of it. */
  get exchange(): Exchange<MessageShape<Input>, MessageShape<Output>> {
    return {
      incoming: this.#incoming,
      send: (frame) => {
        this.#mark();
        if (!this.destroyed) this.push(this.#read(toBinary(this.#method.output, frame)));
        return undefined;
      },
    };
  }

  /** The other side has ended it: normally, or with this error. */
  finish(error?: Error): void {
    this.#mark();
    this.#incoming.end();
    if (error === undefined) this.push(null);
    else this.destroy(error);
  }

  cancel(): void {
    this.destroy();
  }

  override _read(): void {
    // All that is there was pushed already: how much that may be is bounded by the reader's credit.
  }

  override _write(frame: MessageShape<Input>, _encoding: string, done: () => void): void {
    this.#mark();
    this.#incoming.push(fromBinary(this.#method.input, toBinary(this.#method.input, frame)));
    done();
  }

  override _final(done: () => void): void {
    this.#incoming.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#incoming.end();
    this.#leaving.abort();
    done(error);
  }
}
