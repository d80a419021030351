// A client whose ExecuteTasks streams tell the history every hand-over and every verdict, so that the package's own
// executor can be judged by what really went over the wire.

import type { CompletionVerdict, ExecuteTasksRequest, ExecuteTasksResponse } from "#gen/lazyengine/v1/service_pb.js";
import { TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { ResponseDetail, type TaskCompletion } from "#gen/lazyengine/v1/task_completion_pb.js";
import { errorOfStatus } from "../../src/client/errors-of-calls.js";
import { Client, type ClientOptions } from "../../src/client/index.js";
import { mayPass } from "../../src/client/retrying-call.js";
import type { History } from "./history.js";

type Stream = ReturnType<Client["executeTasks"]>;

export interface RecordingOptions extends ClientOptions {
  readonly history: History;
  readonly executor: string;
}

export class RecordingClient extends Client {
  readonly #history: History;
  readonly #executor: string;

  constructor({ history, executor, ...options }: RecordingOptions) {
    super(options);
    this.#history = history;
    this.#executor = executor;
  }

  /** Reads frames whole, whatever the executor would have read of them. */
  override executeTasks(): Stream {
    const stream = super.executeTasks();
    const sent = new Map<bigint, readonly TaskCompletion[]>();
    const write = stream.write.bind(stream);
    stream.write = (message: ExecuteTasksRequest) => {
      if (message.frame.case === "complete") {
        const { seq, items } = message.frame.value;
        for (const item of items) item.responseDetail = ResponseDetail.FULL;
        sent.set(seq, items);
      }
      return write(message);
    };
    stream.on("data", (message: ExecuteTasksResponse) => this.#record(message, sent));
    return stream;
  }

  #record({ frame }: ExecuteTasksResponse, sent: Map<bigint, readonly TaskCompletion[]>): void {
    if (frame.case === "readyTasks") {
      for (const { flowId, taskId, attempt, claimToken } of frame.value.tasks) {
        const executor = this.#executor;
        this.#history.record({ kind: "handed_over", flowId, taskId, attempt, claimToken, executor });
      }
    }
    if (frame.case !== "verdicts") return;
    const items = sent.get(frame.value.seq) ?? [];
    sent.delete(frame.value.seq);
    for (const [index, verdict] of frame.value.verdicts.entries()) {
      const item = items[index];
      if (item !== undefined) this.#judge(item, verdict);
    }
  }

  #judge({ flowId, taskId, claimToken, outcome }: TaskCompletion, { status, answer }: CompletionVerdict): void {
    if (status !== undefined && status.code !== 0) {
      const error = errorOfStatus(status);
      // The executor brings it again.
      if (mayPass(error)) return;
      const { reason } = error;
      this.#history.record({ kind: "refused", flowId, taskId, claimToken, reason });
      return;
    }
    if (outcome.case !== "result" || answer === undefined) throw new Error(`an answer without a result: ${taskId}`);
    const result: unknown = JSON.parse(new TextDecoder().decode(outcome.value.data));
    const readied = answer.changes.filter(
      ({ taskFrom, taskTo }) => taskFrom === TaskState.PENDING && taskTo !== TaskState.SKIPPED,
    );
    const madeReady = readied.map((change) => change.taskId);
    const { replayed } = answer;
    this.#history.record({
      kind: "acknowledged",
      flowId,
      taskId,
      claimToken,
      result: String(result),
      replayed,
      madeReady,
    });
  }
}
