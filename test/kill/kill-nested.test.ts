// The server is killed with SIGKILL while flows within flows run, some of them spawned: each ends as if nothing had
// happened, none is lost and none is there twice.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { Client, type FlowSpec, type ReadyTask } from "../../src/client/index.js";
import { endAll, type Started, start } from "../cli/lazyengine-process.js";
import { testDatabase } from "../mongod/database.js";

const FLOWS = 8;
const KILLS = 3;
/** Of each flow: the one at the top, two tries of a, y within the second, what is spawned. */
const FLOWS_OF_EACH = 5;
const TASKS_OF_EACH = 6;

const SPEC: FlowSpec = {
  name: "outer",
  tasks: [
    {
      name: "a",
      retry: { maxAttempts: 2, initialInterval: "0s" },
      flow: {
        name: "inner",
        tasks: [
          { name: "x", type: "work" },
          { name: "y", dependsOn: ["x"], flow: { name: "innermost", tasks: [{ name: "z", type: "work" }] } },
        ],
      },
    },
    { name: "spawns", type: "work", dependsOn: ["a"], dynamicFlow: true },
    { name: "b", type: "work", dependsOn: ["spawns"] },
  ],
};

afterEach(endAll);

test(`flows within flows end right over ${KILLS} SIGKILLs`, async () => {
  const { uri, dbName } = testDatabase();
  const flags = ["--mongodb", uri, "--database", dbName, "--http-port", "0", "--log-level", "warn"];
  let server = start(["serve", ...flags, "--port", "0"]);
  const address = await ready(server);
  const client = new Client({ address, deadlineMs: 60_000, retry: { initialMs: 50, maxMs: 500 } });
  const flowIds = Array.from({ length: FLOWS }, (_, index) => `flow-${index}`);
  for (const flowId of flowIds) await client.run(SPEC, { flowId });
  const done = new Done();
  const working = Promise.all([1, 2].map((number) => work(client, `session-${number}`, flowIds, done)));
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await done.atLeast((kill * FLOWS * TASKS_OF_EACH) / (KILLS + 1));
    await delay(kill * 3); // the moment of the kill is what is tested
    server.signal("SIGKILL");
    await server.ended;
    server = start(["serve", ...flags, "--port", address.split(":")[1] ?? ""]);
    await ready(server);
  }
  await working;
  const { flows } = await client.listFlows({ pageSize: 1_000 });
  for (const flowId of flowIds) {
    const tree = flows.filter(({ rootFlowId }) => rootFlowId === flowId);
    expect(tree.map(({ name, state }) => `${name} ${state}`).toSorted()).toEqual([
      "inner FAILED",
      "inner SUCCEEDED",
      "innermost SUCCEEDED",
      "outer SUCCEEDED",
      "spawned SUCCEEDED",
    ]);
    expect(tree).toHaveLength(FLOWS_OF_EACH);
    await client.deleteFlow(flowId);
  }
  expect((await client.listFlows({ pageSize: 1_000 })).flows).toEqual([]);
  client.close();
});

async function ready(server: Started): Promise<string> {
  const [, address = ""] = await server.stdout(/^lazyengine ready grpc=(\S+)/);
  return address;
}

/** How many tasks the server has said that it recorded. */
class Done {
  #count = 0;
  #waiting: (() => void)[] = [];

  note(): void {
    this.#count += 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  async atLeast(count: number): Promise<void> {
    while (this.#count < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** Polls and completes, under one session, until every flow at the top has ended. */
async function work(client: Client, sessionId: string, flowIds: readonly string[], done: Done): Promise<void> {
  for (;;) {
    const poll = { queues: ["work"], sessionId, maxTasks: 2, wait: "200ms", includeHeld: true } as const;
    const { tasks } = await client.pollReadyTasks(poll);
    for (const task of tasks) {
      await complete(client, task);
      done.note();
    }
    if (tasks.length > 0) continue;
    const { flows } = await client.listFlows({ states: ["RUNNING"], name: "outer", pageSize: flowIds.length });
    if (flows.length === 0) return;
  }
}

/** The first try of a fails: its number is told by the flow that it is. */
async function complete(client: Client, { flowId, taskId, claimToken }: ReadyTask): Promise<void> {
  const { flow } = await client.getFlowDetails(flowId, { view: "SUMMARY" });
  const spawn = { spec: { name: "spawned", tasks: [{ name: "s", type: "work" }] } };
  const fails = taskId === "x" && flow.parent?.attempt === 1;
  const outcome = fails ? { failure: { type: "E", retryable: false } } : { result: taskId };
  await client.taskComplete({ flowId, taskId, claimToken, ...(taskId === "spawns" ? { spawn } : outcome) });
}
