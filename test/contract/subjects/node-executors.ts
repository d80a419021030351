/**
 * The executors' calls through the Node client.
 */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type CompletionVerdict,
  type ExecuteTasksRequest,
  ExecuteTasksRequestSchema,
  type ExecuteTasksResponse,
  WatchReadyTasksResponseSchema,
} from "#gen/lazyengine/v1/index.js";
import { errorOfCall } from "../../../src/client/errors-of-calls.js";
import type { Client, SessionEvent } from "../../../src/client/index.js";
import { completionMessage, progressMessage, watchReadyTasksRequest } from "../../../src/client/request-messages.js";
import { errorIn, sessionEvent, verdictValue } from "../../../src/client/response-values.js";
import { durationMessage } from "../../../src/client/times.js";
import type {
  Claim,
  Completion,
  ContractSubject,
  ExecutorStream,
  ProgressReport,
  SessionFrame,
  SessionRequest,
  Stream,
} from "../subject.js";
import { given } from "./engine-payloads.js";
import type { ClientOf } from "./node-client.js";
import { answerItemOf, completionOf, contractError, errorOf, payloadInput, plain, translating } from "./node-values.js";

type Frame = NonNullable<MessageInitShape<typeof ExecuteTasksRequestSchema>["frame"]>;

export function nodeExecutors(
  clientOf: ClientOf,
): Pick<
  ContractSubject,
  "watchReadyTasks" | "executeTasks" | "pollReadyTasks" | "keepSession" | "releaseTasks" | "reportProgress"
> {
  return {
    watchReadyTasks: (request) => watching(clientOf(request.namespace), sessionOptions(request)),
    executeTasks: (request) => new NodeExecutorStream(clientOf(request.namespace), request),
    pollReadyTasks: ({ waitMs, ...request }) =>
      translating(async () => {
        const options = { ...sessionOptions(request), ...given("wait", waitMs) };
        return plain(await clientOf(request.namespace).pollReadyTasks(options)) as never;
      }),
    keepSession: ({ namespace, sessionId, progress = [] }) =>
      translating(async () => {
        const options = { progress: progress.map(reportOf) };
        const { errors, ...kept } = await clientOf(namespace).keepSession(sessionId, options);
        return { ...kept, progress: errors.map(errorOf) } as never;
      }),
    releaseTasks: (namespace, claims, delayMs) =>
      translating(async () => {
        const errors = await clientOf(namespace).releaseTasks(claims.map(claimOf), given("delay", delayMs));
        return errors.map(errorOf);
      }),
    reportProgress: (namespace, reports) =>
      translating(async () => (await clientOf(namespace).reportProgress(reports.map(reportOf))).map(errorOf)),
  };
}

/** Without the namespace, which is the client's. */
function sessionOptions<Request extends Omit<SessionRequest, "maxInFlight">>({
  leaseMs,
  namespace: _namespace,
  ...options
}: Request) {
  return { ...options, ...given("leaseDuration", leaseMs) };
}

/** Without what else a claimed task has. */
function claimOf({ flowId, taskId, claimToken }: Claim): Claim {
  return { flowId, taskId, claimToken };
}

function reportOf({ flowId, taskId, claimToken, fraction, details, paused }: ProgressReport): ProgressReport {
  return {
    flowId,
    taskId,
    ...given("claimToken", claimToken),
    ...given("fraction", fraction),
    ...given("details", details === undefined ? undefined : payloadInput(details)),
    ...given("paused", paused),
  };
}

function watching(client: Client, options: Parameters<Client["watchReadyTasks"]>[0]): Stream<SessionFrame> {
  const stop = new AbortController();
  const frames = async function* (): AsyncGenerator<SessionFrame> {
    try {
      for await (const event of client.watchReadyTasks({ ...options, signal: stop.signal })) yield frameOf(event);
    } catch (error) {
      if (!stop.signal.aborted) throw contractError(error);
    }
  };
  return { frames: frames(), close: async () => stop.abort() };
}

function frameOf(event: SessionEvent): SessionFrame {
  // The server always tells the times that the client's values leave open.
  return plain(event) as SessionFrame;
}

interface Awaited {
  answer(verdicts: readonly CompletionVerdict[]): void;
  fail(error: unknown): void;
}

/** The raw stream, frame by frame, as the package's executor uses it. */
class NodeExecutorStream implements ExecutorStream {
  readonly frames: AsyncIterable<SessionFrame>;
  readonly #address: string;
  readonly #stream: ReturnType<Client["executeTasks"]>;
  readonly #awaited = new Map<bigint, Awaited>();
  #lastSeq = 0n;
  #closed = false;

  constructor(client: Client, request: SessionRequest) {
    this.#address = client.address;
    this.#stream = client.executeTasks();
    const { namespace } = client;
    this.#send({ case: "open", value: { ...watchReadyTasksRequest(sessionOptions(request)), namespace } });
    this.frames = this.#read();
  }

  async complete(items: readonly Completion[]) {
    const messages = items.map((item) => completionMessage(completionOf(item)));
    const verdicts = await this.#ask((seq) => ({ case: "complete", value: { seq, items: messages } }));
    return verdicts.map((verdict) => answerItemOf(verdictValue(verdict)));
  }

  async release(claims: readonly Claim[], delayMs?: number) {
    const delay = given("delay", delayMs === undefined ? undefined : durationMessage(delayMs));
    const verdicts = await this.#ask((seq) => ({
      case: "release",
      value: { seq, claims: claims.map(claimOf), ...delay },
    }));
    return verdicts.map(({ status }) => errorOf(status && errorIn(status)));
  }

  reportProgress(reports: readonly ProgressReport[]): void {
    const messages = reports.map((report) => progressMessage(reportOf(report), "reports"));
    this.#send({ case: "progress", value: { reports: messages } });
  }

  setMaxInFlight(maxInFlight: number): void {
    this.#send({ case: "credit", value: { maxInFlight } });
  }

  drain(): void {
    this.#send({ case: "drain", value: {} });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stream.cancel();
  }

  #ask(frame: (seq: bigint) => Frame): Promise<readonly CompletionVerdict[]> {
    this.#lastSeq += 1n;
    const seq = this.#lastSeq;
    this.#send(frame(seq));
    return new Promise((answer, fail) => this.#awaited.set(seq, { answer, fail }));
  }

  #send(frame: Frame): void {
    const message: ExecuteTasksRequest = create(ExecuteTasksRequestSchema, { frame });
    this.#stream.write(message);
  }

  async *#read(): AsyncGenerator<SessionFrame> {
    let end: unknown = new Error("the stream ended");
    try {
      // grpc-js types the chunks of a readable stream as any; the client's reader gives this message.
      for await (const message of this.#stream as AsyncIterable<ExecuteTasksResponse>) {
        const { frame } = message;
        if (frame.case === "verdicts") this.#awaited.get(frame.value.seq)?.answer(frame.value.verdicts);
        else {
          const event = sessionEvent(create(WatchReadyTasksResponseSchema, { frame }));
          if (event !== undefined) yield frameOf(event);
        }
      }
    } catch (error) {
      end = contractError(errorOfCall(error, this.#address));
      if (!this.#closed) throw end;
    } finally {
      this.#stream.end();
      for (const { fail } of this.#awaited.values()) fail(end);
    }
  }
}
