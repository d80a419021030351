/**
 * An engine whose calls do what a test says; a call that it says nothing about is a fault of the test.
 */
import type { Engine, EngineEvent, Session, SessionFrame } from "../../src/engine/engine.js";
import { Tally } from "../../src/engine/measures/tally.js";
import type { RetentionCalls } from "../../src/engine/retention-requests.js";
import type { ScheduleCalls } from "../../src/engine/schedule-requests.js";
import type { Flow, ReadyTask, TaskDetails } from "../../src/engine/values.js";

export interface FakeEngine extends Engine {
  emit(event: EngineEvent): void;
}

const unexpected = (call: string) => () => Promise.reject(new Error(`the test did not expect ${call}`));

const nothingByTheClock: ScheduleCalls<unknown> & RetentionCalls<unknown> = {
  getRetention: unexpected("getRetention"),
  setRetention: unexpected("setRetention"),
  putSchedule: unexpected("putSchedule"),
  getSchedule: unexpected("getSchedule"),
  listSchedules: unexpected("listSchedules"),
  pauseSchedule: unexpected("pauseSchedule"),
  resumeSchedule: unexpected("resumeSchedule"),
  triggerSchedule: unexpected("triggerSchedule"),
  deleteSchedule: unexpected("deleteSchedule"),
};

const nothingOfQueues = {
  listQueues: unexpected("listQueues"),
  updateQueue: unexpected("updateQueue"),
  listConcurrencyKeys: unexpected("listConcurrencyKeys"),
  updateConcurrencyKey: unexpected("updateConcurrencyKey"),
};

export function fakeEngine(calls: Partial<Engine> = {}): FakeEngine {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    run: unexpected("run"),
    taskComplete: unexpected("taskComplete"),
    taskCompleteBatch: unexpected("taskCompleteBatch"),
    openSession: unexpected("openSession"),
    keepSession: unexpected("keepSession"),
    releaseTasks: unexpected("releaseTasks"),
    pollReadyTasks: unexpected("pollReadyTasks"),
    reportProgress: unexpected("reportProgress"),
    getFlowDetails: unexpected("getFlowDetails"),
    explainTask: unexpected("explainTask"),
    listFlows: unexpected("listFlows"),
    workUnderWay: unexpected("workUnderWay"),
    ...nothingOfQueues,
    watchFlow: () => {
      throw new Error("the test did not expect watchFlow");
    },
    simulateFlow: unexpected("simulateFlow"),
    suspendFlow: unexpected("suspendFlow"),
    resumeFlow: unexpected("resumeFlow"),
    cancelFlow: unexpected("cancelFlow"),
    revertFlow: unexpected("revertFlow"),
    endFlow: unexpected("endFlow"),
    retryFlow: unexpected("retryFlow"),
    skipTask: unexpected("skipTask"),
    deleteFlow: unexpected("deleteFlow"),
    putDefinition: unexpected("putDefinition"),
    importDefinition: unexpected("importDefinition"),
    getDefinition: unexpected("getDefinition"),
    listDefinitions: unexpected("listDefinitions"),
    ...nothingByTheClock,
    now: () => Date.now(),
    storeKind: "memory",
    storedFormat: 1,
    process: "fake-process",
    health: async () => ({ ok: true, detail: "" }),
    metrics: {
      on: (listener) => void listeners.add(listener),
      gauges: () => ({
        sessions: 3,
        held: 5,
        backlog: 7,
        queued: 11,
        caches: { segments: { entries: 13, bytes: 17 }, definitions: { entries: 19, bytes: 23 } },
        alarms: 29,
      }),
      queues: () => [],
      keys: () => [],
      tally: new Tally(),
      delayMs: () => 0,
    },
    stop: async () => undefined,
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    ...calls,
  };
}

/** A session that gives the frames a test pushes, until the test or the service ends it. */
export class FakeSession implements Session {
  readonly sessionId = "session-1";
  readonly credits: number[] = [];
  /** How many frames the service has taken. */
  taken = 0;
  closed = false;
  drained = false;
  readonly #frames: SessionFrame[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  #error: Error | undefined;

  push(...frames: SessionFrame[]): void {
    this.#frames.push(...frames);
    this.#wake?.();
  }

  end(error?: Error): void {
    this.#ended = true;
    this.#error = error;
    this.#wake?.();
  }

  setMaxInFlight(maxInFlight: number): void {
    this.credits.push(maxInFlight);
  }

  drain(): void {
    this.drained = true;
    this.end();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.#frames.length = 0;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SessionFrame> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) {
        this.taken += 1;
        yield frame;
      } else if (this.#ended) {
        if (this.#error !== undefined) throw this.#error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** A task with an input of so many bytes. */
export function readyTask(taskId: string, bytes = 0): ReadyTask {
  return {
    flowId: "flow-1",
    taskId,
    name: taskId,
    type: "work",
    queue: "work",
    attempt: 1,
    tries: 0,
    claimToken: `1.${taskId}`,
    intent: "EXECUTE",
    input: { data: new Uint8Array(bytes), contentType: "", metadata: {} },
    dependencyResults: {},
    resultsTruncated: false,
    causes: [],
    contextsTruncated: false,
    failuresTruncated: false,
    kind: "EXECUTE",
    priority: 0,
    labels: {},
    readyTime: 1,
  };
}

export function someFlow(about: Partial<Flow> = {}): Flow {
  return {
    flowId: "flow-1",
    namespace: "default",
    name: "",
    state: "RUNNING",
    revision: "r1",
    version: 1,
    createTime: 1_700_000_000_000,
    updateTime: 1_700_000_000_001,
    labels: {},
    priority: 0,
    definitionDigest: "d".repeat(64),
    counts: [{ state: "READY", count: 1 }],
    countsAsOf: 1_700_000_000_001,
    rootFlowId: "flow-1",
    ...about,
  };
}

export function someTask(about: Partial<TaskDetails> = {}): TaskDetails {
  return {
    taskId: "a",
    name: "a",
    type: "work",
    queue: "work",
    state: "SUCCEEDED",
    intent: "EXECUTE",
    attempt: 1,
    tries: 0,
    workerId: "worker",
    sessionId: "session-1",
    deferred: false,
    labels: {},
    dependsOn: [],
    causes: [],
    fired: [],
    attempts: [],
    failuresTruncated: false,
    ...about,
  };
}
