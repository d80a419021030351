/**
 * A flow that a test has started, with the calls on it.
 */
import { expect } from "vitest";
import { FrameLog } from "./frame-log.js";
import type {
  Completion,
  ContractSubject,
  ControlRequest,
  ControlResponse,
  DetailsRequest,
  DetailsResponse,
  EndRequest,
  FlowFrame,
  RetryRequest,
  RunResponse,
  TaskCompleteResponse,
} from "./subject.js";
import type { Explanation, Flow, StateChange, TaskDetails } from "./values.js";

type Control = Omit<ControlRequest, "namespace" | "flowId">;

export class FlowUnderTest {
  readonly flowId: string;
  /** What Run answered. */
  readonly answer: RunResponse;
  readonly #subject: ContractSubject;
  readonly #namespace: string;

  constructor(subject: ContractSubject, namespace: string, answer: RunResponse) {
    this.#subject = subject;
    this.#namespace = namespace;
    this.answer = answer;
    this.flowId = answer.flow.flowId;
  }

  get key() {
    return { namespace: this.#namespace, flowId: this.flowId };
  }

  /** By ids alone unless the fields name an attempt or a token. */
  complete(taskId: string, fields: Omit<Completion, "flowId" | "taskId">): Promise<TaskCompleteResponse> {
    return this.#subject.taskComplete({ ...this.key, taskId, ...fields });
  }

  /** All of them with the result "done", one after the other. */
  async succeed(...taskIds: readonly string[]): Promise<TaskCompleteResponse> {
    let answer: TaskCompleteResponse | undefined;
    for (const taskId of taskIds) answer = await this.complete(taskId, { result: "done" });
    return answer ?? expect.fail("no task was named");
  }

  fail(taskId: string, type = "Broken", fields: Omit<Completion, "flowId" | "taskId"> = {}) {
    return this.complete(taskId, { failure: { type, message: "it broke" }, ...fields });
  }

  suspend(fields: Control = {}): Promise<ControlResponse> {
    return this.#subject.suspendFlow({ ...this.key, ...fields });
  }

  resume(fields: Control & { readonly input?: unknown } = {}): Promise<ControlResponse> {
    return this.#subject.resumeFlow({ ...this.key, ...fields });
  }

  cancel(fields: Control & { readonly graceMs?: number } = {}): Promise<ControlResponse> {
    return this.#subject.cancelFlow({ ...this.key, ...fields });
  }

  revert(fields: Control = {}): Promise<ControlResponse> {
    return this.#subject.revertFlow({ ...this.key, ...fields });
  }

  end(state: EndRequest["state"], fields: Omit<EndRequest, "namespace" | "flowId" | "state"> = {}) {
    return this.#subject.endFlow({ ...this.key, state, ...fields });
  }

  retry(fields: Omit<RetryRequest, "namespace" | "flowId"> = {}): Promise<ControlResponse> {
    return this.#subject.retryFlow({ ...this.key, ...fields });
  }

  skip(taskId: string, fields: Control = {}): Promise<ControlResponse> {
    return this.#subject.skipTask({ ...this.key, taskId, ...fields });
  }

  remove(fields: Control & { readonly allowMissing?: boolean } = {}): Promise<Flow | undefined> {
    return this.#subject.deleteFlow({ ...this.key, ...fields });
  }

  details(fields: Omit<DetailsRequest, "namespace" | "flowId"> = {}): Promise<DetailsResponse> {
    return this.#subject.getFlowDetails({ ...this.key, view: "FULL", ...fields });
  }

  explain(taskId: string): Promise<Explanation> {
    return this.#subject.explainTask({ ...this.key, taskId });
  }

  async flow(): Promise<Flow> {
    return (await this.details({ view: "SUMMARY" })).flow;
  }

  async task(taskId: string): Promise<TaskDetails> {
    const { tasks } = await this.details({ taskIds: [taskId] });
    return tasks[0] ?? expect.fail(`flow ${this.flowId} shows no task ${taskId}`);
  }

  /** The state of each task, by id. */
  async states(): Promise<Record<string, string>> {
    const { tasks } = await this.details({ view: "TASKS", pageSize: 1_000 });
    return Object.fromEntries(tasks.map(({ taskId, state }) => [taskId, state]));
  }

  /** Resolves when the flow and its tasks are as wanted. */
  async until(
    what: string,
    holds: (flow: Flow, tasks: ReadonlyMap<string, TaskDetails>) => boolean,
  ): Promise<{ readonly flow: Flow; readonly tasks: ReadonlyMap<string, TaskDetails> }> {
    const log = new FrameLog(this.#subject.watchFlow({ ...this.key, view: "TASKS" }));
    try {
      return await log.until(what, (frames) => {
        const known = told(frames);
        return known !== undefined && holds(known.flow, known.tasks) && known;
      });
    } finally {
      await log.close();
    }
  }

  async untilFlow(state: string): Promise<Flow> {
    return (await this.until(`flow ${state}`, (flow) => flow.state === state)).flow;
  }

  async untilTask(taskId: string, state: string): Promise<TaskDetails> {
    const isThere = (task: TaskDetails | undefined) => task?.state === state;
    const { tasks } = await this.until(`task ${taskId} ${state}`, (_, all) => isThere(all.get(taskId)));
    return tasks.get(taskId) ?? expect.fail(`task ${taskId} is gone`);
  }
}

/** What the frames of a watch tell, all in all. */
export function told(frames: readonly FlowFrame[]) {
  const tasks = new Map<string, TaskDetails>();
  let flow: Flow | undefined;
  for (const frame of frames) {
    if (frame.kind !== "update") continue;
    flow = frame.flow;
    for (const one of frame.tasks) tasks.set(one.taskId, one);
  }
  return flow === undefined ? undefined : { flow, tasks };
}

/** Changes in short: "a READY>RUNNING", "flow RUNNING>FAILED". */
export function brief(changes: readonly StateChange[]): string[] {
  return changes.map(({ taskId, from, to }) => `${taskId === "" ? "flow" : taskId} ${from}>${to}`);
}

export function idsOf(tasks: readonly { readonly taskId: string }[]): string[] {
  return tasks.map(({ taskId }) => taskId);
}
