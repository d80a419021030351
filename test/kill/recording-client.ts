// A client whose ExecuteTasks streams tell the history every hand-over, every completion and every verdict, so that the package's own
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
        for (const item of items) this.#send(item);
        sent.set(seq, items);
      }
      return write(message);
    };
    stream.on("data", (message: ExecuteTasksResponse) => this.#record(message, sent));
    return stream;
  }

  #send(item: TaskCompletion): void {
    const { flowId, taskId, claimToken } = item;
    item.responseDetail = ResponseDetail.FULL;
    this.#history.record({ kind: "sent", flowId, taskId, claimToken, result: resultOf(item) });
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

  #judge(item: TaskCompletion, { status, answer }: CompletionVerdict): void {
    const { flowId, taskId, claimToken } = item;
    if (status !== undefined && status.code !== 0) {
      const error = errorOfStatus(status);
      // The executor brings it again.
      if (mayPass(error)) return;
      const { reason } = error;
      this.#history.record({ kind: "refused", flowId, taskId, claimToken, reason });
      return;
    }
    if (answer === undefined) throw new Error(`a verdict without an answer: ${taskId}`);
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
      result: resultOf(item),
      replayed,
      madeReady,
    });
  }
}

function resultOf({ taskId, outcome }: TaskCompletion): string {
  if (outcome.case !== "result") throw new Error(`a completion without a result: ${taskId}`);
  return String(JSON.parse(new TextDecoder().decode(outcome.value.data)));
}
