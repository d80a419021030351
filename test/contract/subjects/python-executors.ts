/**
 * The executors' calls through the Python client.
 */
import type { ContractError } from "../contract-error.js";
import type {
  CancelRequested,
  Claim,
  Completion,
  ContractSubject,
  ExecutorStream,
  ItemResult,
  ProgressReport,
  Revoked,
  SessionFrame,
  SessionRequest,
  TaskCompleteResponse,
} from "../subject.js";
import { given } from "./engine-payloads.js";
import { verdictOf } from "./python-answers.js";
import { type PythonDriver, refusal } from "./python-driver.js";
import { type OpenStream, pythonStream } from "./python-stream.js";
import { camel, completionOf, durationOf, listOf, type Plain, readyTaskOf, reportOf, snake } from "./python-values.js";

export function pythonExecutors(
  driver: PythonDriver,
): Pick<
  ContractSubject,
  "watchReadyTasks" | "executeTasks" | "pollReadyTasks" | "keepSession" | "releaseTasks" | "reportProgress"
> {
  return {
    watchReadyTasks: (request) => pythonStream(driver, "watch_ready_tasks", sessionParams(request), sessionFrameOf),
    executeTasks: (request) => new PythonExecutorStream(driver, request),
    pollReadyTasks: async ({ waitMs, deadlineMs, ...request }) => {
      const times = {
        ...given("wait", durationOf(waitMs)),
        ...given("timeout", deadlineMs === undefined ? undefined : deadlineMs / 1_000),
      };
      const answer = (await driver.ask("poll_ready_tasks", { ...sessionParams(request), ...times })) as Plain;
      const { session_id, tasks, backlog } = answer;
      return { sessionId: String(session_id), tasks: listOf(tasks).map(readyTaskOf), backlog: Number(backlog) };
    },
    keepSession: async ({ namespace, sessionId, progress = [] }) => {
      const params = { namespace, session_id: sessionId, progress: progress.map(reportOf) };
      const { cancel_requested, lost_claims, statuses, ...kept } = (await driver.ask("keep_session", params)) as Plain;
      return {
        ...(camel(kept) as { leaseMs: number; expireTime: number }),
        cancelRequested: listOf(cancel_requested).map(camel) as CancelRequested[],
        lost: listOf(lost_claims).map(camel) as Revoked[],
        progress: listOf(statuses).map(errorOf),
      };
    },
    releaseTasks: async (namespace, claims, delayMs) => {
      const params = { namespace, claims: claims.map(claimOf), ...given("delay", durationOf(delayMs)) };
      return listOf(((await driver.ask("release_tasks", params)) as Plain)["statuses"]).map(errorOf);
    },
    reportProgress: async (namespace, reports) => {
      const params = { namespace, reports: reports.map(reportOf) };
      return listOf(((await driver.ask("report_progress", params)) as Plain)["statuses"]).map(errorOf);
    },
  };
}

function sessionParams({ leaseMs, ...request }: SessionRequest): Plain {
  return { ...snake(request), ...given("lease_duration", durationOf(leaseMs)) };
}

function claimOf({ flowId, taskId, claimToken }: Claim): Plain {
  return { flow_id: flowId, task_id: taskId, claim_token: claimToken };
}

function errorOf(status: unknown): ContractError | undefined {
  return status === null ? undefined : refusal(status as Parameters<typeof refusal>[0]);
}

function sessionFrameOf(kind: string, content: Plain): SessionFrame | undefined {
  if (kind === "verdicts") return undefined;
  if (kind === "ready_tasks") return { kind, tasks: listOf(content["tasks"]).map(readyTaskOf) };
  // The kinds and fields of the driver's frames are those of the messages.
  return { kind, ...(camel(content) as object) } as SessionFrame;
}

interface Awaited {
  answer(verdicts: readonly unknown[]): void;
  fail(error: unknown): void;
}

class PythonExecutorStream implements ExecutorStream {
  readonly frames: AsyncIterable<SessionFrame>;
  readonly #stream: OpenStream<SessionFrame>;
  readonly #awaited = new Map<number, Awaited>();
  #lastSeq = 0;

  constructor(driver: PythonDriver, request: SessionRequest) {
    this.#stream = pythonStream(driver, "execute_tasks", sessionParams(request), (kind, content) => {
      if (kind === "verdicts") this.#awaited.get(Number(content["seq"]))?.answer(listOf(content["verdicts"]));
      return sessionFrameOf(kind, content);
    });
    this.frames = this.#read();
  }

  async complete(items: readonly Completion[]): Promise<readonly ItemResult<TaskCompleteResponse>[]> {
    return (await this.#ask("complete", { items: items.map(completionOf) })).map(verdictOf);
  }

  async release(claims: readonly Claim[], delayMs?: number): Promise<readonly (ContractError | undefined)[]> {
    const content = { claims: claims.map(claimOf), ...given("delay", durationOf(delayMs)) };
    const verdicts = await this.#ask("release", content);
    return verdicts.map((verdict) => errorOf((verdict as Plain)["error"] ?? null));
  }

  reportProgress(reports: readonly ProgressReport[]): void {
    void this.#stream.send("progress", { reports: reports.map(reportOf) });
  }

  setMaxInFlight(maxInFlight: number): void {
    void this.#stream.send("credit", { max_in_flight: maxInFlight });
  }

  drain(): void {
    void this.#stream.send("drain", {});
  }

  close(): Promise<void> {
    return this.#stream.close();
  }

  #ask(kind: string, content: Plain): Promise<readonly unknown[]> {
    this.#lastSeq += 1;
    const seq = this.#lastSeq;
    const verdicts = new Promise<readonly unknown[]>((answer, fail) => this.#awaited.set(seq, { answer, fail }));
    void this.#stream.send(kind, { seq, ...content });
    return verdicts;
  }

  async *#read(): AsyncGenerator<SessionFrame> {
    try {
      yield* this.#stream.frames;
    } finally {
      for (const { fail } of this.#awaited.values()) fail(new Error("the stream ended"));
    }
  }
}
