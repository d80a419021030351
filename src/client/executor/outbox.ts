/**
 * What an executor has to say about its claims: outcomes and releases, gathered per tick into one frame, kept until they
 * are answered, and sent again on the next stream where one broke.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { CompleteSchema, ReleaseSchema } from "#gen/lazyengine/v1/executor_frames_pb.js";
import {
  type CompletionVerdict,
  type ExecuteTasksRequest,
  ExecuteTasksRequestSchema,
  type Verdicts,
} from "#gen/lazyengine/v1/service_pb.js";
import { SpawnSchema } from "#gen/lazyengine/v1/spawn_pb.js";
import { TaskClaimSchema } from "#gen/lazyengine/v1/task_claim_pb.js";
import type { TaskCompletion } from "#gen/lazyengine/v1/task_completion_pb.js";
import { durationMessage } from "../times.js";
import type { HeldTask } from "./held-task.js";

/** Frames without an answer that the server allows. */
const MAX_UNANSWERED = 64;
const MAX_ITEMS = 1_000;
/** Well below the 4 MiB of a message. */
const MAX_FRAME_BYTES = 3 * 1024 * 1024;
/** What an item needs beside its payload, its ids included; generous. */
const ITEM_BYTES = 1_024;

/** Something to be said about one claim. */
export interface OutboxItem {
  readonly held: HeldTask;
  /** Undefined for a release. */
  readonly completion: TaskCompletion | undefined;
  /** For a release: the task is offered again no earlier than this. */
  readonly delayMs: number;
  /** How often it was said before. */
  tries: number;
}

interface Frame {
  readonly message: ExecuteTasksRequest;
  readonly items: readonly OutboxItem[];
}

export interface OutboxStream {
  /** False = nothing more until the stream has drained. */
  write(message: ExecuteTasksRequest): boolean;
}

export class Outbox {
  readonly #onVerdict: (item: OutboxItem, verdict: CompletionVerdict) => void;
  readonly #unanswered = new Map<bigint, Frame>();
  readonly #waiting: OutboxItem[] = [];
  #lastSeq = 0n;
  #stream: OutboxStream | undefined;
  #blocked = false;
  #flushing: NodeJS.Immediate | undefined;

  constructor(onVerdict: (item: OutboxItem, verdict: CompletionVerdict) => void) {
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

  /** A new stream: first what the last one was not answered, in the same frames, then, at once, what waits. */
  attach(stream: OutboxStream): void {
    this.#stream = stream;
    this.#blocked = false;
    for (const frame of this.#unanswered.values()) {
      this.#write(frame.message);
    }
    this.#flush();
  }

  detach(): void {
    this.#stream = undefined;
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
        this.#onVerdict(item, verdict);
      }
    }
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing === undefined && this.#waiting.length > 0 && this.#stream !== undefined) {
      this.#flushing = setImmediate(() => {
        this.#flushing = undefined;
        this.#flush();
      });
    }
  }

  #flush(): void {
    while (
      this.#stream !== undefined &&
      !this.#blocked &&
      this.#waiting.length > 0 &&
      this.#unanswered.size < MAX_UNANSWERED
    ) {
      this.#lastSeq += 1n;
      const frame = this.#nextFrame(this.#lastSeq);
      this.#unanswered.set(this.#lastSeq, frame);
      this.#write(frame.message);
    }
  }

  #write(message: ExecuteTasksRequest): void {
    if (this.#stream?.write(message) === false) {
      this.#blocked = true;
    }
  }

  /** As many of the waiting items as one frame holds: outcomes, or releases of one delay. */
  #nextFrame(seq: bigint): Frame {
    const [first] = this.#waiting;
    let bytes = 0;
    let count = 0;
    for (const item of this.#waiting) {
      bytes += sizeOf(item);
      if (count > 0 && (count >= MAX_ITEMS || bytes > MAX_FRAME_BYTES || !together(item, first))) {
        break;
      }
      count += 1;
    }
    const items = this.#waiting.splice(0, count);
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
    return { message, items };
  }
}

function together(item: OutboxItem, first: OutboxItem | undefined): boolean {
  return (item.completion === undefined) === (first?.completion === undefined) && item.delayMs === first?.delayMs;
}

function claimOf({ message }: HeldTask) {
  const { flowId, taskId, claimToken } = message;
  return create(TaskClaimSchema, { flowId, taskId, claimToken });
}

function sizeOf({ completion }: OutboxItem): number {
  const outcome = completion?.outcome;
  switch (outcome?.case) {
    case "result":
      return ITEM_BYTES + outcome.value.data.length;
    case "failure":
      return ITEM_BYTES + outcome.value.message.length * 3 + (outcome.value.details?.data.length ?? 0);
    case "spawn":
      return ITEM_BYTES + toBinary(SpawnSchema, outcome.value).length;
    default:
      return ITEM_BYTES;
  }
}

/** Whether an outcome fits into a frame at all. */
export function fitsFrame(completion: TaskCompletion): boolean {
  return sizeOf({ completion } as OutboxItem) <= MAX_FRAME_BYTES;
}
