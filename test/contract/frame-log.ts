/**
 * Reads a stream in the background and keeps what came, so that tests can wait for what they expect of it.
 */
import type { Stream } from "./subject.js";

/** Generous: only tells a hang from a slow machine. */
const BOUND_MS = 30_000;

export class FrameLog<Frame> {
  readonly frames: Frame[] = [];
  /** Resolves with the error that the stream ended with, undefined where it ended normally. */
  readonly ended: Promise<unknown>;
  readonly #stream: Stream<Frame>;
  #looks = new Set<() => void>();
  #over: { readonly error: unknown } | undefined;

  constructor(stream: Stream<Frame>) {
    this.#stream = stream;
    this.ended = this.#read();
  }

  close(): Promise<void> {
    return this.#stream.close();
  }

  /** The first result of `look` that is neither undefined nor false; it looks again after each frame. */
  until<Found>(what: string, look: (frames: readonly Frame[]) => Found | undefined | false): Promise<Found> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer);
        this.#looks.delete(again);
        act();
      };
      const again = () => {
        try {
          const found = look(this.frames);
          if (found !== undefined && found !== false) finish(() => resolve(found));
          else if (this.#over !== undefined) finish(() => reject(this.#unmet(what, "the stream ended")));
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const timer = setTimeout(() => finish(() => reject(this.#unmet(what, `${BOUND_MS} ms passed`))), BOUND_MS);
      this.#looks.add(again);
      again();
    });
  }

  #unmet(what: string, why: string): Error {
    const last = JSON.stringify(this.frames.slice(-5))?.slice(0, 2_000);
    return new Error(`waiting for ${what}: ${why} after ${this.frames.length} frames, the last ones ${last}`, {
      cause: this.#over?.error,
    });
  }

  async #read(): Promise<unknown> {
    let end: unknown;
    try {
      for await (const frame of this.#stream.frames) {
        this.frames.push(frame);
        for (const look of [...this.#looks]) look();
      }
    } catch (error) {
      end = error;
    }
    this.#over = { error: end };
    for (const look of [...this.#looks]) look();
    return end;
  }
}
