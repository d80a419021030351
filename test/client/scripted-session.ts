// The server's side of an executor's streams, frame by frame, for tests that script what a server does to an executor.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { onTestFinished } from "vitest";
import { type ReadyTask, ReadyTaskSchema } from "#gen/lazyengine/v1/ready_task_pb.js";
import {
  type CompletionVerdict,
  CompletionVerdictSchema,
  type ExecuteTasksRequest,
  type ExecuteTasksResponse,
  ExecuteTasksResponseSchema,
  type WatchReadyTasksRequest,
} from "#gen/lazyengine/v1/service_pb.js";
import type { TaskCompletion } from "#gen/lazyengine/v1/task_completion_pb.js";
import { WorkKind } from "#gen/lazyengine/v1/work_kind_pb.js";
import { Executor, type ExecutorOptions, type ExecutorTask, type TaskContext } from "../../src/client/index.js";
import {
  type ExecutorCall,
  type Refusal,
  type Script,
  type ScriptedServer,
  scriptedServer,
  statusMessage,
  statusOf,
} from "./scripted-server.js";

type FrameCase = NonNullable<ExecuteTasksRequest["frame"]["case"]>;
type FrameOf<Case extends FrameCase> = Extract<ExecuteTasksRequest["frame"], { readonly case: Case }>["value"];

/** One stream of an executor. */
export class ScriptedStream {
  readonly open: WatchReadyTasksRequest;
  readonly #call: ExecutorCall;
  readonly #frames: ExecuteTasksRequest["frame"][] = [];
  #arrived: () => void = () => undefined;
  #ended = false;

  constructor(call: ExecutorCall, open: WatchReadyTasksRequest) {
    this.#call = call;
    this.open = open;
    call.on("data", ({ frame }: ExecuteTasksRequest) => {
      this.#frames.push(frame);
      this.#arrived();
    });
    call.on("end", () => {
      this.#ended = true;
      this.#arrived();
      call.end();
    });
  }

  /** The next frame, which must be of this kind. */
  async next<Case extends FrameCase>(kind: Case): Promise<FrameOf<Case>> {
    while (this.#frames.length === 0) {
      if (this.#ended) {
        throw new Error(`expected a ${kind} frame, the stream ended`);
      }
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    const frame = this.#frames.shift();
    if (frame?.case !== kind) {
      throw new Error(`expected a ${kind} frame, found ${frame?.case}`);
    }
    // The case was just compared.
    return frame.value as FrameOf<Case>;
  }

  /** Resolves when the executor says that it will send no more. */
  async ended(): Promise<void> {
    while (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  /** Frames that arrived and were not asked for. */
  get waiting(): number {
    return this.#frames.length;
  }

  send(frame: ExecuteTasksResponse["frame"]): void {
    this.#call.write(create(ExecuteTasksResponseSchema, { frame }));
  }

  opened({ resumed = false, leaseMs = 30_000 }: { resumed?: boolean; leaseMs?: number } = {}): void {
    const { sessionId, maxInFlight } = this.open;
    const leaseDuration = durationFromMs(leaseMs);
    this.#write({ case: "opened", value: { sessionId, resumed, maxInFlight, leaseDuration } });
  }

  ready(...tasks: readonly ReadyTask[]): void {
    this.#write({ case: "readyTasks", value: { tasks: [...tasks] } });
  }

  /** One verdict for each refusal; undefined = OK. */
  verdicts(seq: bigint, ...refusals: readonly (Refusal | undefined)[]): void {
    const verdicts = refusals.map(
      (refusal): CompletionVerdict =>
        create(CompletionVerdictSchema, refusal === undefined ? {} : { status: statusMessage(refusal) }),
    );
    this.#write({ case: "verdicts", value: { seq, verdicts } });
  }

  /** Takes the next complete frame and says OK to all of it. */
  async accept(): Promise<readonly TaskCompletion[]> {
    const { seq, items } = await this.next("complete");
    this.verdicts(seq, ...items.map(() => undefined));
    return items;
  }

  refuse(refusal: Refusal): void {
    this.#call.emit("error", statusOf(refusal));
  }

  /** Ends the stream with OK. */
  close(): void {
    this.#call.end();
  }

  #write(frame: MessageInitShape<typeof ExecuteTasksResponseSchema>["frame"]): void {
    this.#call.write(create(ExecuteTasksResponseSchema, frame === undefined ? {} : { frame }));
  }
}

export interface ScriptedSession {
  readonly server: ScriptedServer;
  readonly executor: Executor;
  /** The next stream that the executor opens, its `open` frame read. */
  stream(): Promise<ScriptedStream>;
}

/** An executor that has called `start`, and the server's side of its streams. */
export async function scriptedSession(
  options: Omit<ExecutorOptions, "client">,
  script: Omit<Script, "executeTasks"> = {},
): Promise<ScriptedSession> {
  const streams: ScriptedStream[] = [];
  let last: ScriptedStream | undefined;
  let arrived: () => void = () => undefined;
  const server = await scriptedServer({
    ...script,
    executeTasks: (call) => {
      call.once("data", ({ frame }: ExecuteTasksRequest) => {
        if (frame.case !== "open") {
          throw new Error(`expected open first, found ${frame.case}`);
        }
        last = new ScriptedStream(call, frame.value);
        streams.push(last);
        arrived();
      });
    },
  });
  const executor = new Executor({
    client: server.client(),
    log: silentLog,
    reconnect: { initialMs: 5, maxMs: 20 },
    ...options,
  });
  executor.start().catch(() => undefined); // told by `closed`, where a test looks
  onTestFinished(async () => {
    const drained = executor.drain({ deadline: 0 });
    last?.close();
    await drained;
  });
  return {
    server,
    executor,
    stream: async () => {
      while (streams.length === 0) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      const [stream] = streams.splice(0, 1);
      return stream ?? Promise.reject(new Error("no stream"));
    },
  };
}

export const silentLog = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // A test says so where it looks at the log.
}

/** A handler that runs until its signal is aborted, and then throws the reason. */
export function untilAborted(_task: ExecutorTask, { signal }: TaskContext): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** A task as servers send it; its token is its id unless said otherwise. */
export function readyTask(taskId: string, given: MessageInitShape<typeof ReadyTaskSchema> = {}): ReadyTask {
  return create(ReadyTaskSchema, {
    flowId: "f",
    taskId,
    name: taskId,
    type: "t",
    queue: "t",
    kind: WorkKind.EXECUTE,
    attempt: 1,
    claimToken: taskId,
    ...given,
  } as MessageInitShape<typeof ReadyTaskSchema>);
}
