/**
 * What processes were asked and answered, whoever heard it: found again by what makes a request its own.
 */
import type {
  ControlResponse,
  Engine,
  ReadyTask,
  RunResponse,
  TaskCompleteRequest,
  TaskCompleteResponse,
} from "../../../src/engine/index.js";

export class Heard {
  readonly #completions = new Map<string, TaskCompleteRequest>();
  readonly #completed = new Map<string, TaskCompleteResponse>();
  readonly #order: string[] = [];
  readonly #runs = new Map<string, RunResponse>();
  readonly #controls = new Map<string, ControlResponse>();
  readonly #delivered = new Map<string, ReadyTask>();

  completion(requestId: string): TaskCompleteRequest | undefined {
    return this.#completions.get(requestId);
  }

  /** The first answer, which tells what the completion did; one that repeats it where the first was never given. */
  completed(requestId: string): TaskCompleteResponse | undefined {
    return this.#completed.get(requestId);
  }

  /** Which of the completions was answered when; what was not comes last. */
  rank(requestId: string): number {
    const rank = this.#order.indexOf(requestId);
    return rank < 0 ? this.#order.length : rank;
  }

  ran(requestId: string): RunResponse | undefined {
    return this.#runs.get(requestId);
  }

  /** The answer to the control call that made this version of a run. */
  controlled(incarnation: string, version: number): ControlResponse | undefined {
    return this.#controls.get(`f.${version}.${incarnation}`);
  }

  delivered(token: string): ReadyTask | undefined {
    return this.#delivered.get(token);
  }

  deliver(tasks: readonly ReadyTask[]): void {
    for (const task of tasks) if (!this.#delivered.has(task.claimToken)) this.#delivered.set(task.claimToken, task);
  }

  /** The engine, overheard. */
  hearing(engine: Engine): Engine {
    const control = (answer: ControlResponse) => {
      if (answer.changes.length > 0) this.#controls.set(answer.flow.revision, answer);
    };
    return {
      ...engine,
      run: (request, call) =>
        heard(engine.run(request, call), (answer) => {
          const { requestId = "" } = request;
          if (!answer.replayed || !this.#runs.has(requestId)) this.#runs.set(requestId, answer);
        }),
      taskComplete: (request, call) => {
        this.#ask(request);
        return heard(engine.taskComplete(request, call), (answer) => this.#answer(request, answer));
      },
      taskCompleteBatch: (requests, call) => {
        for (const request of requests) this.#ask(request);
        return heard(engine.taskCompleteBatch(requests, call), (items) => {
          for (const [index, item] of items.entries()) {
            const request = requests[index];
            if (request !== undefined && "value" in item) this.#answer(request, item.value);
          }
        });
      },
      suspendFlow: (request, call) => heard(engine.suspendFlow(request, call), control),
      resumeFlow: (request, call) => heard(engine.resumeFlow(request, call), control),
      cancelFlow: (request, call) => heard(engine.cancelFlow(request, call), control),
      pollReadyTasks: (request, call) =>
        heard(engine.pollReadyTasks(request, call), ({ tasks }) => this.deliver(tasks)),
    };
  }

  #ask(request: TaskCompleteRequest): void {
    if (request.requestId !== undefined) this.#completions.set(request.requestId, request);
  }

  #answer({ requestId = "" }: TaskCompleteRequest, answer: TaskCompleteResponse): void {
    const known = this.#completed.get(requestId);
    if (known === undefined) this.#order.push(requestId);
    if (known === undefined || (known.replayed && !answer.replayed)) this.#completed.set(requestId, answer);
  }
}

/** The same promise; what it brings is looked at beside. A refusal is its caller's. */
function heard<Answer>(promise: Promise<Answer>, look: (answer: Answer) => void): Promise<Answer> {
  promise.then(look, () => undefined);
  return promise;
}
