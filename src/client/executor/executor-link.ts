/**
 * The executor's stream and its returns: one ExecuteTasks stream at a time, opened again with full jitter under the same
 * session_id whenever it breaks, until it is closed or the server refuses for good.
 */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { status as grpcStatus } from "@grpc/grpc-js";
import {
  type ExecuteTasksRequest,
  ExecuteTasksRequestSchema,
  type ExecuteTasksResponse,
  WatchReadyTasksRequestSchema,
} from "#gen/lazyengine/v1/service_pb.js";
import type { Opened } from "#gen/lazyengine/v1/session_frames_pb.js";
import { fullJitterMs } from "../backoff.js";
import type { Client } from "../client.js";
import { errorOfCall } from "../errors-of-calls.js";
import { LazyEngineError } from "../lazy-engine-error.js";
import { readExecutorFrame } from "./executor-frame.js";

export interface LinkEvents {
  /** The server granted the session; `write` may be used until `down`. */
  up(opened: Opened): void;
  frame(frame: ExecuteTasksResponse): void;
  /** The stream takes more again after a write that returned false. */
  drained(): void;
  /** The stream is gone; the next one is opened by itself. Undefined where it ended normally. */
  down(error: LazyEngineError | undefined): void;
  /** The session is somebody else's now: the next stream opens a fresh one. */
  sessionGone(): void;
  /** The stream was granted, and then refused for something that was written to it. False = nothing was. */
  frameRefused(error: LazyEngineError): boolean;
  /** The server refuses for good: nothing is opened any more. */
  refused(error: LazyEngineError): void;
}

export interface ReconnectOptions {
  /** The longest wait before the first new stream; doubles with each further one. Milliseconds, default 100. */
  readonly initialMs?: number;
  /** The longest wait of all. Milliseconds, default 5,000. */
  readonly maxMs?: number;
}

export type OpenRequest = MessageInitShape<typeof WatchReadyTasksRequestSchema>;

type Stream = ReturnType<Client["executeTasks"]>;

/** What no repeat can help. */
const REFUSALS: ReadonlySet<string> = new Set([
  "INVALID_ARGUMENT",
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
  "UNIMPLEMENTED",
  "NOT_FOUND",
  "FAILED_PRECONDITION",
]);

const SESSION_GONE: ReadonlySet<string> = new Set(["SESSION_TAKEN_OVER", "SESSION_NOT_FOUND"]);

/** Streams that were refused for what they carried are waited after as after so many failures at most. */
const REFUSED_FAILURES = 3;

export class ExecutorLink {
  readonly #client: Client;
  readonly #open: () => OpenRequest;
  readonly #events: LinkEvents;
  readonly #reconnect: Required<ReconnectOptions>;
  #stream: Stream | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  /** When the server granted the stream, by the monotonic clock; undefined before. */
  #upSince: number | undefined;
  #reconnectAfterMs = 0;
  #closed = false;

  constructor(client: Client, open: () => OpenRequest, events: LinkEvents, reconnect: ReconnectOptions) {
    this.#client = client;
    this.#open = open;
    this.#events = events;
    this.#reconnect = { initialMs: 100, maxMs: 5_000, ...reconnect };
  }

  /** Throws what the caller's own token function throws. */
  connect(): void {
    this.#upSince = undefined;
    const stream = this.#client.executeTasks(readExecutorFrame);
    this.#stream = stream;
    stream.on("data", (frame: ExecuteTasksResponse) => this.#take(stream, frame));
    stream.on("drain", () => this.#events.drained());
    stream.on("error", (error: unknown) => this.#ended(stream, errorOfCall(error, this.#client.address)));
    stream.on("status", (status) => {
      if (status.code === grpcStatus.OK) {
        this.#ended(stream, undefined);
      }
    });
    const open = create(WatchReadyTasksRequestSchema, this.#open());
    stream.write(create(ExecuteTasksRequestSchema, { frame: { case: "open", value: open } }));
  }

  /** False = nothing more until `drained`. Only between `up` and `down`. */
  write(message: ExecuteTasksRequest): boolean {
    return this.#stream?.write(message) ?? true;
  }

  /** Opens nothing any more: the stream that is open is the last. */
  openNoMore(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** Says that nothing more will be written. */
  end(): void {
    this.#stream?.end();
  }

  /** Breaks the stream off. */
  cancel(): void {
    this.#stream?.cancel();
  }

  get open(): boolean {
    return this.#stream !== undefined;
  }

  #take(stream: Stream, message: ExecuteTasksResponse): void {
    if (stream !== this.#stream) {
      return;
    }
    const { frame } = message;
    if (frame.case === "opened") {
      this.#upSince = performance.now();
      this.#events.up(frame.value);
      return;
    }
    if (frame.case === "draining") {
      const { reconnectAfter } = frame.value;
      this.#reconnectAfterMs = reconnectAfter === undefined ? 0 : durationMs(reconnectAfter);
    }
    this.#events.frame(message);
  }

  #ended(stream: Stream, failure: unknown): void {
    if (stream !== this.#stream) {
      return;
    }
    this.#stream = undefined;
    this.#goneWith(failure === undefined ? undefined : asLazyEngineError(failure));
  }

  #goneWith(error: LazyEngineError | undefined): void {
    this.#events.down(error);
    if (this.#closed) {
      return;
    }
    if (error !== undefined && SESSION_GONE.has(error.reason)) {
      this.#events.sessionGone();
    } else if (this.#isOfFrame(error) && this.#events.frameRefused(error)) {
      // What it was refused for is not sent again as it was: there is an end to it.
      this.#failures = Math.min(this.#failures, REFUSED_FAILURES);
    } else if (error !== undefined && REFUSALS.has(error.code) && !this.#isRenewable(error)) {
      this.#closed = true;
      this.#events.refused(error);
      return;
    }
    const { initialMs, maxMs } = this.#reconnect;
    // One that breaks as soon as it is there would break as soon again.
    if (this.#upSince !== undefined && performance.now() - this.#upSince >= maxMs) {
      this.#failures = 0;
    }
    const asked = Math.max(this.#reconnectAfterMs, error?.retryAfterMs ?? 0);
    const delay = asked + fullJitterMs(this.#failures, initialMs, maxMs);
    this.#failures += 1;
    this.#reconnectAfterMs = 0;
    this.#timer = setTimeout(() => this.#connectAgain(), delay);
  }

  #connectAgain(): void {
    this.#timer = undefined;
    try {
      this.connect();
    } catch (error) {
      // Such as a file with the token that is being replaced just now.
      this.#goneWith(asLazyEngineError(error));
    }
  }

  /** Of the stream's first frame it would have come before the grant. */
  #isOfFrame(error: LazyEngineError | undefined): error is LazyEngineError {
    return error?.code === "INVALID_ARGUMENT" && this.#upSince !== undefined;
  }

  /** The token expired while the stream was open: the next one is opened with the token of then. */
  #isRenewable({ reason }: LazyEngineError): boolean {
    return reason === "TOKEN_EXPIRED" && this.#upSince !== undefined;
  }
}

function asLazyEngineError(error: unknown): LazyEngineError {
  return error instanceof LazyEngineError
    ? error
    : new LazyEngineError({ code: "UNKNOWN", message: String(error), cause: error });
}
