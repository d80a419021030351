// Flows from Node, end to end, on a real server: what a caller and an executor see.
import { expect, test } from "vitest";
import { FlowFailed, type FlowSpec, NonRetryableError } from "../../src/client/index.js";
import { startRealServer } from "./real-server.js";

const DIAMOND: FlowSpec = {
  name: "diamond",
  tasks: [
    { name: "fetch", type: "fetch", input: { n: 20 } },
    { name: "left", type: "double", dependsOn: ["fetch"] },
    { name: "right", type: "double", dependsOn: ["fetch"] },
    { name: "join", type: "sum", dependsOn: ["left", "right"] },
  ],
};

test("a diamond's result is that of its last task, by task_id", async () => {
  const server = await startRealServer();
  await server.executor({
    handlers: {
      fetch: (task) => (task.input as { n: number }).n,
      double: async (task) => Number(Object.values(task.dependencyResults)[0]) * 2,
      sum: (task) => Object.values(task.dependencyResults).reduce<number>((sum, value) => sum + Number(value), 0),
    },
  });
  const handle = await server.client().run(DIAMOND);
  expect(await handle.result()).toEqual({ join: 80 });
  const { flow, tasks } = await handle.details({ view: "FULL" });
  expect(flow.state).toBe("SUCCEEDED");
  expect(tasks.map((task) => [task.taskId, task.state, task.result])).toEqual([
    ["fetch", "SUCCEEDED", 20],
    ["left", "SUCCEEDED", 40],
    ["right", "SUCCEEDED", 40],
    ["join", "SUCCEEDED", 80],
  ]);
});

test("the result of a flow that fails is FlowFailed with its failure", async () => {
  const server = await startRealServer();
  await server.executor({
    handlers: {
      fetch: () => {
        throw new NonRetryableError("no such host", { type: "DnsError" });
      },
    },
  });
  const handle = await server.client().run({ tasks: [{ name: "a", type: "fetch" }] });
  const error = await handle.result().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FlowFailed);
  expect(error).toMatchObject({ state: "FAILED", flowId: handle.flowId, failure: { type: "DnsError" } });
});
