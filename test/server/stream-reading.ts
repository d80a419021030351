/**
 * Reads a stream of grpc-js as tests like it: a frame at a time, or to its end.
 */
import { EventEmitter, once } from "node:events";
import type { ClientReadableStream, ServiceError } from "@grpc/grpc-js";

/** The frames that have come so far, and those to come. */
export class StreamReading<Frame> {
  readonly frames: Frame[] = [];
  readonly #events = new EventEmitter();
  #error: ServiceError | undefined;
  #ended = false;

  constructor(stream: ClientReadableStream<Frame>) {
    stream.on("data", (frame: Frame) => {
      this.frames.push(frame);
      this.#events.emit("change");
    });
    stream.on("error", (error: ServiceError) => {
      this.#error = error;
      this.#events.emit("change");
    });
    // The status comes last, also after a stream that ended well.
    stream.on("status", () => {
      this.#ended = true;
      this.#events.emit("change");
    });
  }

  /** The first frame that fits, as soon as it is there. Rejects where the stream ends without it. */
  async find<Found>(fits: (frame: Frame) => Found | undefined): Promise<Found> {
    for (;;) {
      for (const frame of this.frames) {
        const found = fits(frame);
        if (found !== undefined) return found;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) throw new Error("the stream ended without the frame");
      await once(this.#events, "change");
    }
  }

  /** Resolves when so many frames have come. */
  async count(frames: number): Promise<void> {
    await this.find(() => (this.frames.length >= frames ? true : undefined));
  }

  /** Resolves when the stream ended with OK, rejects with its error. */
  async end(): Promise<void> {
    while (!this.#ended && this.#error === undefined) await once(this.#events, "change");
    if (this.#error !== undefined) throw this.#error;
  }
}
