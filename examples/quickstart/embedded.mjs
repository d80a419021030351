// Runs a flow in this process alone, without a server, and does its tasks itself.
import { createEngine, createMemoryStore, flowDefinition, jsonPayload, payloadValue } from "lazyengine";

// Or, to keep the flows: createMongoStore({ uri: "mongodb://127.0.0.1:27017/?replicaSet=rs0", database: "flows" })
const store = createMemoryStore();
const engine = await createEngine({ store });

const spec = flowDefinition({
  name: "greeting",
  tasks: [
    { name: "greet", type: "hello", input: "world", retry: { maxAttempts: 3, initialInterval: "1s" } },
    { name: "shout", type: "upper", dependsOn: ["greet"] },
  ],
});
const { flow } = await engine.run({ definition: { kind: "spec", spec } });

const handlers = {
  hello: (task) => `hello ${payloadValue(task.input)}`,
  upper: (task) => payloadValue(task.dependencyResults.greet).toUpperCase(),
};
const queues = Object.keys(handlers);
for (let open = 2; open > 0; ) {
  // The claims of a session live on with each poll; each poll takes up to 10 tasks more.
  const { tasks } = await engine.pollReadyTasks({ sessionId: "me", queues, maxTasks: 10, waitMs: 1_000 });
  for (const task of tasks) {
    const { flowId, taskId, claimToken } = task;
    const result = jsonPayload(handlers[task.type](task));
    await engine.taskComplete({ flowId, taskId, claimToken, outcome: { kind: "result", result } });
    open -= 1;
  }
}

const details = await engine.getFlowDetails({ flowId: flow.flowId, view: "FULL" });
console.log(details.flow.state, payloadValue(details.tasks[1].result)); // SUCCEEDED HELLO WORLD

await engine.stop();
await store.close();
