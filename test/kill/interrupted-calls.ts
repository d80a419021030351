// Calls that steer a flow or decide about it, each with a flow that has come so far that it can be made, and how that flow
// stands in the end.
import type { Client, Decision, FlowSnapshot, FlowSpec, ReadyTask } from "../../src/client/index.js";

/** More than is kept in the state itself. */
export const LARGE = "-".repeat(2_000);

export interface InterruptedCall {
  readonly spec: FlowSpec;
  /** Brings the flow there; absent = it is run and nothing more. */
  before?(flow: SteeredFlow): Promise<unknown>;
  /** The call in whose midst the server is killed. */
  call(flow: SteeredFlow): Promise<{ readonly flow: { readonly state: string }; readonly replayed: boolean }>;
  /** The flow's state as the call tells it. */
  readonly leadsTo: string;
  /** The flow, and each task with its state and attempt, once all is done that is offered. */
  readonly end: readonly string[];
}

/** A flow with what its story needs of it. */
export class SteeredFlow {
  readonly client: Client;
  readonly flowId: string;
  readonly spec: FlowSpec;
  /** What is held of it. */
  held: ReadyTask | undefined;

  constructor(client: Client, flowId: string, spec: FlowSpec) {
    this.client = client;
    this.flowId = flowId;
    this.spec = spec;
  }

  /** By an outsider. */
  done(taskId: string): Promise<unknown> {
    return this.client.taskComplete({ flowId: this.flowId, taskId, result: LARGE });
  }

  failed(taskId: string): Promise<unknown> {
    return this.client.taskComplete({ flowId: this.flowId, taskId, failure: { type: "E", retryable: false } });
  }

  /** Takes what is offered first, by a session that lives longer than any server here. */
  async claim(): Promise<void> {
    const { flowId } = this;
    const poll = { queues: ["work", "judge"], flowId, sessionId: flowId, maxTasks: 1, leaseDuration: "1h" } as const;
    while (this.held === undefined) [this.held] = (await this.client.pollReadyTasks({ ...poll, wait: "1s" })).tasks;
  }

  /** Answers what is held. */
  answer(answer: { readonly result: unknown } | { readonly decision: Decision }) {
    const { taskId = "", claimToken = "" } = this.held ?? {};
    return this.client.taskComplete({ flowId: this.flowId, taskId, claimToken, ...answer });
  }
}

const CHAIN: FlowSpec = {
  name: "chain",
  tasks: [
    { name: "a", type: "work" },
    { name: "b", type: "work", dependsOn: ["a"] },
  ],
};
const started = ({ started: { flow, replayed } }: Awaited<ReturnType<Client["run"]>>) => ({ flow, replayed });
const snapshot: FlowSnapshot = {
  state: "RUNNING",
  tasks: [
    { taskId: "a", state: "SUCCEEDED", attempt: 4, result: LARGE },
    { taskId: "b", state: "RUNNING", attempt: 2 },
  ],
};
const failing = (flow: SteeredFlow) => flow.failed("a");
const finishing = async (flow: SteeredFlow) => {
  await flow.done("a");
  await flow.done("b");
};
const claiming = (flow: SteeredFlow) => flow.claim();
const asked = (phase: "START" | "END") => ({ evaluate: { queue: "judge", phases: [phase] } });

export const INTERRUPTED_CALLS: Readonly<Record<string, InterruptedCall>> = {
  SuspendFlow: {
    spec: CHAIN,
    call: ({ client, flowId }) => client.suspendFlow(flowId),
    leadsTo: "SUSPENDED",
    end: ["SUCCEEDED", "a SUCCEEDED 1", "b SUCCEEDED 1"],
  },
  "ResumeFlow with an input": {
    spec: CHAIN,
    before: ({ client, flowId }) => client.suspendFlow(flowId),
    call: ({ client, flowId }) => client.resumeFlow(flowId, { input: LARGE }),
    leadsTo: "RUNNING",
    end: ["SUCCEEDED input", "a SUCCEEDED 1", "b SUCCEEDED 1"],
  },
  CancelFlow: {
    spec: CHAIN,
    before: claiming,
    call: ({ client, flowId }) => client.cancelFlow(flowId, { grace: "0s" }),
    leadsTo: "CANCELLED",
    end: ["CANCELLED", "a CANCELLED 1", "b CANCELLED 0"],
  },
  EndFlow: {
    spec: CHAIN,
    call: ({ client, flowId }) => client.endFlow(flowId, "SUCCEEDED", { output: LARGE }),
    leadsTo: "SUCCEEDED",
    end: ["SUCCEEDED output", "a SUCCEEDED 1", "b SKIPPED 0"],
  },
  "EndFlow of what is under way": {
    spec: CHAIN,
    before: claiming,
    call: ({ client, flowId }) => client.endFlow(flowId, "FAILED", { message: "enough", inFlight: "CANCEL" }),
    leadsTo: "FAILED",
    end: ["FAILED", "a CANCELLED 1", "b SKIPPED 0"],
  },
  RevertFlow: {
    spec: { ...CHAIN, tasks: [...(CHAIN.tasks ?? []), { name: "c", type: "work", dependsOn: ["b"] }] },
    before: finishing,
    call: ({ client, flowId }) => client.revertFlow(flowId),
    leadsTo: "REVERTING",
    end: ["REVERTED", "a REVERTED 2", "b REVERTED 2", "c PENDING 0"],
  },
  RetryFlow: {
    spec: CHAIN,
    before: failing,
    call: ({ client, flowId }) => client.retryFlow(flowId),
    leadsTo: "RUNNING",
    end: ["SUCCEEDED", "a SUCCEEDED 2", "b SUCCEEDED 1"],
  },
  "RetryFlow with reset": {
    spec: CHAIN,
    before: finishing,
    call: ({ client, flowId }) => client.retryFlow(flowId, { reset: true }),
    leadsTo: "RUNNING",
    end: ["SUCCEEDED", "a SUCCEEDED 2", "b SUCCEEDED 2"],
  },
  SkipTask: {
    spec: {
      name: "skipped",
      tasks: [
        { name: "a", type: "work", next: [{ to: "b", on: ["SKIP"] }] },
        { name: "b", type: "work" },
      ],
    },
    before: failing,
    call: ({ client, flowId }) => client.skipTask(flowId, "a"),
    leadsTo: "RUNNING",
    end: ["SUCCEEDED", "a SKIPPED 1", "b SUCCEEDED 1"],
  },
  "Run with REPLACE": {
    spec: {
      name: "old",
      tasks: [...(CHAIN.tasks ?? []), { name: "c", flow: { name: "within", tasks: [] }, dependsOn: ["b"] }],
    },
    before: finishing,
    call: async ({ client, flowId }) => {
      await client.flow(flowId).wait();
      return started(await client.run(CHAIN, { flowId, conflictPolicy: "REPLACE", snapshot }));
    },
    leadsTo: "RUNNING",
    end: ["SUCCEEDED", "a SUCCEEDED 4", "b SUCCEEDED 3"],
  },
  "Run with a snapshot": {
    spec: CHAIN,
    before: async ({ client, flowId }) => {
      await client.cancelFlow(flowId);
      await client.deleteFlow(flowId);
    },
    call: async ({ client, flowId }) => started(await client.run(CHAIN, { flowId, snapshot })),
    leadsTo: "RUNNING",
    end: ["SUCCEEDED", "a SUCCEEDED 4", "b SUCCEEDED 3"],
  },
  "a plan that pauses": {
    spec: { name: "planned", tasks: [{ name: "a", type: "work", ...asked("START") }] },
    before: claiming,
    call: (flow) => flow.answer({ decision: { plan: { pause: true } } }),
    leadsTo: "SUSPENDED",
    end: ["SUCCEEDED", "a SUCCEEDED 1"],
  },
  "a plan with items": {
    spec: { name: "listed", tasks: [{ name: "a", type: "work", ...asked("START"), forEach: {} }] },
    before: claiming,
    call: (flow) => flow.answer({ decision: { plan: { items: [LARGE, 2] } } }),
    leadsTo: "RUNNING",
    end: ["SUCCEEDED", "a SUCCEEDED 1", "a[0] SUCCEEDED 1", "a[1] SUCCEEDED 1"],
  },
  "a decision that ends the flow": {
    spec: {
      name: "ended",
      tasks: CHAIN.tasks?.map((task) => (task.name === "a" ? { ...task, ...asked("END") } : task)) ?? [],
    },
    before: async (flow) => {
      await flow.done("a");
      await flow.claim();
    },
    call: (flow) => flow.answer({ decision: { firesNone: true, end: { state: "SUCCEEDED", output: LARGE } } }),
    leadsTo: "SUCCEEDED",
    end: ["SUCCEEDED output", "a SUCCEEDED 1", "b SKIPPED 0"],
  },
  "a decision about the output": {
    spec: { ...CHAIN, evaluate: { queue: "judge", phases: ["OUTPUT"] } },
    before: async (flow) => {
      await finishing(flow);
      await flow.claim();
    },
    call: (flow) => flow.answer({ decision: { end: { output: LARGE } } }),
    leadsTo: "SUCCEEDED",
    end: ["SUCCEEDED output", "a SUCCEEDED 1", "b SUCCEEDED 1"],
  },
  "a decision that a scope is tried again": {
    spec: {
      name: "scoped",
      scopes: [{ name: "s", controller: "a", kind: "CUSTOM" }],
      tasks: [
        { name: "a", type: "work", evaluate: { queue: "judge", phases: ["FAILURE"] } },
        { name: "b", type: "work", scope: "s", dependsOn: ["a"] },
        { name: "c", type: "work", scope: "s", dependsOn: ["a"] },
      ],
    },
    before: async (flow) => {
      await flow.done("a");
      await flow.done("c");
      await flow.failed("b");
      await flow.claim();
    },
    call: (flow) => flow.answer({ decision: { verdict: "RETRY" } }),
    leadsTo: "RUNNING",
    end: ["SUCCEEDED", "a SUCCEEDED 2", "b SUCCEEDED 2", "c SUCCEEDED 3"],
  },
  "an edge that pauses": {
    spec: {
      name: "paused",
      tasks: [
        { name: "a", type: "work", next: [{ target: "PAUSE" }, "b"] },
        { name: "b", type: "work" },
      ],
    },
    before: claiming,
    call: (flow) => flow.answer({ result: LARGE }),
    leadsTo: "SUSPENDED",
    end: ["SUCCEEDED", "a SUCCEEDED 1", "b SUCCEEDED 1"],
  },
  "an edge that fails the flow": {
    spec: {
      name: "failed",
      tasks: [
        { name: "a", type: "work", next: ["b", { target: "FAIL" }, "c"] },
        ...["b", "c"].map((name) => ({ name, type: "work" })),
      ],
    },
    before: claiming,
    call: (flow) => flow.answer({ result: LARGE }),
    leadsTo: "FAILED",
    end: ["FAILED", "a SUCCEEDED 1", "b SUCCEEDED 1", "c SKIPPED 0"],
  },
};
