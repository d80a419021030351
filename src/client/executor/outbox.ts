/**
 * What an executor has to say about its claims: outcomes and releases, gathered per tick into one frame, kept until they
 * are answered, and sent again on the next stream where one broke.
 */
import { create } from "@bufbuild/protobuf";
import { CompleteSchema, ReleaseSchema } from "#gen/lazyengine/v1/executor_frames_pb.js";
import { type ExecuteTasksRequest, ExecuteTasksRequestSchema, type Verdicts } from "#gen/lazyengine/v1/service_pb.js";
import { TaskClaimSchema } from "#gen/lazyengine/v1/task_claim_pb.js";
import type { TaskCompletion } from "#gen/lazyengine/v1/task_completion_pb.js";
import { errorOfStatus } from "../errors-of-calls.js";
import type { LazyEngineError } from "../lazy-engine-error.js";
import { durationMessage } from "../times.js";
import type { HeldTask } from "./held-task.js";
import { FrameRoom, type Weight } from "./message-bounds.js";

/** Frames without an answer that the server allows. */
const MAX_UNANSWERED = 64;
const MAX_ITEMS = 1_000;
/** Something to be said about one claim. */
export interface OutboxItem {
  readonly held: HeldTask;
  /** Undefined for a release. */
  readonly completion: TaskCompletion | undefined;
  readonly weight: Weight;
  /** For a release: the task is offered again no earlier than this. */
  readonly delayMs: number;
  /** How often it was said before. */
  tries: number;
}

interface Frame {
  readonly seq: bigint;
  readonly message: ExecuteTasksRequest;
  readonly items: readonly OutboxItem[];
}

export interface OutboxStream {
  /** False = nothing more until the stream has drained. */
  write(message: ExecuteTasksRequest): boolean;
}

/** What the server says of an item; undefined = it is recorded. */
export type OnVerdict = (item: OutboxItem, error: LazyEngineError | undefined) => void;

/**
 * Where a stream was `refused` for what it carried, nobody says for which frame: those that are unanswered go out again one
 * by one, each once the one before is answered, and nothing else meanwhile. One that is refused alone is cut into its items,
 * and an item that is refused alone is guilty.
 */
export class Outbox {
  readonly #onVerdict: OnVerdict;
  readonly #unanswered = new Map<bigint, Frame>();
  readonly #waiting: OutboxItem[] = [];
  /** Those of the unanswered that were not sent on this stream yet. */
  #again: Frame[] = [];
  /** One by one. */
  #careful = false;
  #lastSeq = 0n;
  #stream: OutboxStream | undefined;
  #onCalm: () => void = ignore;
  #blocked = false;
  #flushing: NodeJS.Immediate | undefined;

  constructor(onVerdict: OnVerdict) {
    this.#onVerdict = onVerdict;
  }

  /** Nothing waits, nothing is unanswered. */
  get empty(): boolean {
    return this.#waiting.length === 0 && this.#unanswered.size === 0;
  }

  /** Sent with everything else of this turn of the event loop. */
  push(item: OutboxItem): void {
    this.#waiting.push(item);
    this.#flushSoon();
  }

  /**
   * A new stream: first what the last one was not answered, in the same frames, then, at once, what waits. `onCalm`: called
   * once other frames may be sent beside these, which is at once unless one of them is in doubt.
   */
  attach(stream: OutboxStream, onCalm: () => void): void {
    this.#stream = stream;
    this.#blocked = false;
    this.#again = [...this.#unanswered.values()];
    this.#onCalm = onCalm;
    this.#flush();
    if (!this.#careful) this.#calm();
  }

  detach(): void {
    this.#stream = undefined;
    this.#onCalm = ignore;
  }

  /**
   * The stream, which is gone, was refused for something that it carried, these or `others`: finds out what. False = it
   * has carried nothing of this.
   */
  refused(error: LazyEngineError, others: boolean): boolean {
    const again = new Set(this.#again);
    const sent = [...this.#unanswered.values()].filter((frame) => !again.has(frame));
    const [only] = sent;
    if (only === undefined) return false;
    this.#careful = true;
    if (sent.length > 1 || others) return true;
    this.#unanswered.delete(only.seq);
    const [item] = only.items;
    if (only.items.length === 1 && item !== undefined) this.#onVerdict(item, error);
    else for (const each of only.items) this.#number([each]);
    return true;
  }

  /** The stream takes more again. */
  drained(): void {
    this.#blocked = false;
    this.#flushSoon();
  }

  answer({ seq, verdicts }: Verdicts): void {
    const frame = this.#unanswered.get(seq);
    if (frame === undefined) {
      return;
    }
    this.#unanswered.delete(seq);
    for (const [index, item] of frame.items.entries()) {
      const verdict = verdicts[index];
      if (verdict !== undefined) {
        const { status } = verdict;
        this.#onVerdict(item, status === undefined || status.code === 0 ? undefined : errorOfStatus(status));
      }
    }
    this.#flushSoon();
  }

  #flushSoon(): void {
    const waits = this.#waiting.length > 0 || this.#again.length > 0 || this.#careful;
    if (this.#flushing === undefined && waits && this.#stream !== undefined) {
      this.#flushing = setImmediate(() => {
        this.#flushing = undefined;
        this.#flush();
      });
    }
  }

  #flush(): void {
    while (this.#stream !== undefined && !this.#blocked) {
      const frame = this.#next();
      if (frame === undefined) return;
      if (!this.#stream.write(frame.message)) this.#blocked = true;
    }
  }

  /** What is to be said next; undefined = nothing for now. */
  #next(): Frame | undefined {
    if (this.#careful) {
      if (this.#again.length < this.#unanswered.size) return undefined;
      this.#careful = this.#again.length > 0;
      if (!this.#careful) this.#calm();
    }
    const again = this.#again.shift();
    if (again !== undefined) return again;
    if (this.#waiting.length === 0 || this.#unanswered.size >= MAX_UNANSWERED) return undefined;
    return this.#number(this.#take());
  }

  #calm(): void {
    const onCalm = this.#onCalm;
    this.#onCalm = ignore;
    onCalm();
  }

  /** As many of the waiting items as one frame holds: outcomes, or releases of one delay. */
  #take(): readonly OutboxItem[] {
    const [first] = this.#waiting;
    const room = new FrameRoom(MAX_ITEMS);
    let count = 0;
    for (const item of this.#waiting) {
      if (!room.take(item.weight) || !together(item, first)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  #number(items: readonly OutboxItem[]): Frame {
    this.#lastSeq += 1n;
    const seq = this.#lastSeq;
    const frame = { seq, message: messageOf(seq, items), items };
    this.#unanswered.set(seq, frame);
    return frame;
  }
}

function messageOf(seq: bigint, items: readonly OutboxItem[]): ExecuteTasksRequest {
  const [first] = items;
  const message = create(ExecuteTasksRequestSchema);
  if (first?.completion !== undefined) {
    const complete = create(CompleteSchema);
    complete.seq = seq;
    complete.items = items.flatMap((item) => item.completion ?? []);
    message.frame = { case: "complete", value: complete };
  } else {
    const release = create(ReleaseSchema, { seq, claims: items.map(({ held }) => claimOf(held)) });
    if (first !== undefined && first.delayMs > 0) {
      release.delay = durationMessage(first.delayMs);
    }
    message.frame = { case: "release", value: release };
  }
  return message;
}

function ignore(): void {
  // Nobody waits for calm.
}

function together(item: OutboxItem, first: OutboxItem | undefined): boolean {
  return (item.completion === undefined) === (first?.completion === undefined) && item.delayMs === first?.delayMs;
}

function claimOf({ message }: HeldTask) {
  const { flowId, taskId, claimToken } = message;
  return create(TaskClaimSchema, { flowId, taskId, claimToken });
}
