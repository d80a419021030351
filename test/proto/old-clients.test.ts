/**
 * Clients of every state that the contract has had, the oldest included, against the server of now: each runs a flow by
 * the calls that it knows. No release has been published yet: these images are what released clients would be made of.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startRealServer } from "../client/real-server.js";
import { testDatabase } from "../mongod/database.js";
import { imageClient } from "./image-client.js";

const HISTORY = join(import.meta.dirname, "../../proto/history");
const images = readdirSync(HISTORY).sort();

const base64 = (value: unknown) => ({
  data: Buffer.from(JSON.stringify(value)).toString("base64"),
  contentType: "application/json",
});

test.each(images)("a client of %s runs a flow", async (image) => {
  // The oldest on MongoDB; what clients understand does not hang on the store.
  const server = await startRealServer(image === images[0] ? { mongodb: testDatabase() } : {});
  const client = imageClient(join(HISTORY, image), server.address);
  const closed = new AbortController();
  onTestFinished(() => closed.abort());

  const tasks = [
    { name: "first", type: "step", input: base64(1), retry: { maxAttempts: 2, initialInterval: "0.001s" } },
    { name: "second", type: "step", dependsOn: [{ task: "first" }] },
  ];
  const started = await client.call("Run", { flowId: "f", requestId: "r", spec: { name: "old", tasks } });
  expect(started).toMatchObject({ flow: { flowId: "f", state: "FLOW_STATE_RUNNING" }, ready: [{ taskId: "first" }] });

  const done: string[] = [];
  const watch = { queues: ["step"], mode: "WATCH_MODE_CLAIM", sessionId: "s", workerId: "w", maxInFlight: 1 };
  for await (const frame of client.stream("WatchReadyTasks", watch, closed.signal)) {
    const { tasks: ready = [] } = (frame["readyTasks"] ?? {}) as { tasks?: { taskId: string; claimToken: string }[] };
    for (const { taskId, claimToken } of ready) {
      const failing = done.length === 0 ? { failure: { type: "Flaky", message: "once" } } : { result: base64(taskId) };
      await client.call("TaskComplete", { flowId: "f", taskId, claimToken, requestId: claimToken, ...failing });
      done.push(taskId);
    }
    if (done.length === 3) break;
  }
  expect(done).toEqual(["first", "first", "second"]);

  const details = await client.call("GetFlowDetails", { flowId: "f", view: "FLOW_VIEW_FULL" });
  expect(details).toMatchObject({
    flow: { state: "FLOW_STATE_SUCCEEDED" },
    tasks: [
      { taskId: "first", state: "TASK_STATE_SUCCEEDED", tries: 1, attempt: 2, result: base64("first") },
      { taskId: "second", state: "TASK_STATE_SUCCEEDED", result: base64("second") },
    ],
  });
});

test("the oldest client is told by name what it asks of wrongly, as the newest is", async () => {
  const server = await startRealServer();
  const refusals = [images.at(0), images.at(-1)].map((image = "") =>
    imageClient(join(HISTORY, image), server.address)
      .call("GetFlowDetails", { flowId: "missing" })
      .catch((error: Error) => error.message),
  );
  const [oldest, newest] = await Promise.all(refusals);
  expect(oldest).toMatch(/not_found/);
  expect(oldest).toBe(newest);
});
