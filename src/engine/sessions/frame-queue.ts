/**
 * The frames that wait for a session's stream. One reader; it learns of the end, normal or by an error, after the frames
 * before it.
 */
export class FrameQueue<Frame> implements AsyncIterable<Frame> {
  #frames: { readonly frame: Frame; readonly bytes: number }[] = [];
  #waiting: ((result: IteratorResult<Frame>) => void) | undefined;
  #failWaiting: ((error: Error) => void) | undefined;
  #end: { readonly error?: Error } | undefined;
  readonly #taken: (frame: Frame) => void;
  readonly #done: (bytes: number) => void;
  /** Of the frame that the reader is busy with. */
  #inHand = 0;

  /**
   * `taken` is called with each frame when the reader takes it; `done` with its bytes, where it has any, when the reader comes
   * for the next one: what it is slow to pass on is kept here.
   */
  constructor(taken: (frame: Frame) => void, done: (bytes: number) => void = () => undefined) {
    this.#taken = taken;
    this.#done = done;
  }

  /** How many frames nobody has taken yet. */
  get size(): number {
    return this.#frames.length;
  }

  push(frame: Frame, bytes = 0): void {
    if (this.#end !== undefined) return;
    const waiting = this.#waiting;
    if (waiting === undefined) {
      this.#frames.push({ frame, bytes });
      return;
    }
    this.#waiting = undefined;
    this.#inHand = bytes;
    this.#taken(frame);
    waiting({ value: frame, done: false });
  }

  /** Nothing more comes. The first end counts. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    const waiting = this.#waiting;
    const fail = this.#failWaiting;
    this.#waiting = undefined;
    if (error !== undefined) fail?.(error);
    else waiting?.({ value: undefined, done: true });
  }

  /** Takes back what the reader has not taken; nothing more comes. */
  abandon(): void {
    this.#frames = [];
    this.end();
  }

  [Symbol.asyncIterator](): AsyncIterator<Frame> {
    return { next: () => this.#next(), return: async () => ({ value: undefined, done: true }) };
  }

  #next(): Promise<IteratorResult<Frame>> {
    const done = this.#inHand;
    this.#inHand = 0;
    // May push more.
    if (done > 0) this.#done(done);
    const next = this.#frames.shift();
    if (next !== undefined) {
      const { frame, bytes } = next;
      this.#inHand = bytes;
      this.#taken(frame);
      return Promise.resolve({ value: frame, done: false });
    }
    if (this.#end !== undefined) {
      const { error } = this.#end;
      return error === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#failWaiting = reject;
    });
  }
}
