/**
 * What one test of the contract works in: a namespace of its own, flows, executors. What it opens is closed at its end.
 */
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { FlowUnderTest } from "./flow-under-test.js";
import { FrameLog } from "./frame-log.js";
import type {
  ContractSubject,
  ExecutorStream,
  FlowFrame,
  PolledTasks,
  PollRequest,
  RunRequest,
  SessionRequest,
  StartedSubject,
  WatchFlowRequest,
} from "./subject.js";
import { TestExecutor } from "./test-executor.js";
import type { ReadyTask, SpecFile } from "./values.js";

/** A test of the contract; its name, the key in its topic, states the outcome. */
export type ContractTest = (world: World) => Promise<void>;
export type Topic = Readonly<Record<string, ContractTest>>;

type Session = Partial<Omit<SessionRequest, "namespace">>;

export interface WorldSetting {
  readonly subject: ContractSubject;
  /** Starts a further one on a store of its own. */
  readonly startAnother: () => Promise<StartedSubject>;
  /** Registers what is to be done at the end of the test. */
  readonly atEnd: (close: () => Promise<unknown>) => void;
}

export class World {
  readonly subject: ContractSubject;
  readonly namespace = `t-${randomBytes(8).toString("hex")}`;
  readonly #setting: WorldSetting;
  #flows = 0;

  constructor(setting: WorldSetting) {
    this.#setting = setting;
    this.subject = setting.subject;
  }

  /** Starts a flow, by the id "f1", "f2", … unless the fields name another. */
  async start(spec: SpecFile, fields: Partial<RunRequest> = {}): Promise<FlowUnderTest> {
    this.#flows += 1;
    const answer = await this.subject.run({ namespace: this.namespace, flowId: `f${this.#flows}`, spec, ...fields });
    return new FlowUnderTest(this.subject, this.namespace, answer);
  }

  /** A flow that the server has started. */
  flow(flowId: string, answer: FlowUnderTest["answer"]): FlowUnderTest {
    return new FlowUnderTest(this.subject, this.namespace, { ...answer, flow: { ...answer.flow, flowId } });
  }

  /** Claims what is ready on the queue "work", at most `maxTasks`, for a session without a stream. */
  poll(fields: Partial<PollRequest> = {}): Promise<PolledTasks> {
    return this.subject.pollReadyTasks({ namespace: this.namespace, queues: ["work"], ...fields });
  }

  /** Claims the one task that is ready, waiting for it. */
  async claim(fields: Partial<PollRequest> = {}): Promise<ReadyTask> {
    const { tasks } = await this.poll({ maxTasks: 1, waitMs: 30_000, ...fields });
    return tasks[0] ?? expect.fail("nothing became ready");
  }

  /** An executor on the queue "work". */
  executor(fields: Session = {}): TestExecutor<ExecutorStream> {
    const request = { namespace: this.namespace, queues: ["work"], ...fields };
    return this.#log(new TestExecutor(this.subject.executeTasks(request)));
  }

  /** A WatchReadyTasks stream on the queue "work". */
  watchReady(fields: Session & { readonly mode?: "CLAIM" | "OBSERVE" } = {}): TestExecutor {
    const request = { namespace: this.namespace, queues: ["work"], ...fields };
    return this.#log(new TestExecutor(this.subject.watchReadyTasks(request)));
  }

  watchFlow(fields: Partial<WatchFlowRequest>): FrameLog<FlowFrame> {
    return this.#log(new FrameLog(this.subject.watchFlow({ namespace: this.namespace, flowId: "", ...fields })));
  }

  /** One more serving process, on a store of its own, that the test may stop. */
  async another(): Promise<{ readonly world: World; stop(): Promise<void> }> {
    const subject = await this.#setting.startAnother();
    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= subject.stop();
      return stopping;
    };
    const world = new World({ ...this.#setting, subject });
    this.#setting.atEnd(stop);
    return { world, stop };
  }

  #log<Log extends { close(): Promise<void> }>(log: Log): Log {
    this.#setting.atEnd(() => log.close());
    return log;
  }
}
