// The engine in a process of one's own: short definitions, and what is said of wrong shapes.
import { expect, onTestFinished, test } from "vitest";
import {
  createEngine,
  createMemoryStore,
  EngineError,
  flowDefinition,
  jsonPayload,
  payloadValue,
} from "../../src/embedded/index.js";
import type { Engine, RunRequest, TaskCompleteRequest } from "../../src/engine/index.js";

async function startEngine(): Promise<Engine> {
  const engine = await createEngine({ store: createMemoryStore() });
  onTestFinished(() => engine.stop(0));
  return engine;
}

test("a short definition is filled with the contract's defaults", () => {
  const spec = flowDefinition({
    name: "f",
    timeout: "1m",
    tasks: [
      { name: "a", type: "t", input: { n: 1 }, retry: { maxAttempts: 3 }, timeouts: { run: "30s" } },
      { name: "b", noop: true, dependsOn: ["a"], delay: 250 },
    ],
  });
  expect(spec).toMatchObject({ failureMode: "CONTINUE", maxParallel: 0, labels: {}, timeoutMs: 60_000 });
  const [a, b] = spec.tasks;
  expect(a).toMatchObject({
    ...{ dependsOn: [], priority: 0, onLost: "REDELIVER", timeouts: { runMs: 30_000 }, labels: {} },
    retry: { maxAttempts: 3, initialIntervalMs: 1_000, multiplier: 2, maxIntervalMs: 100_000, jitter: 0 },
  });
  expect(payloadValue(a?.input)).toEqual({ n: 1 });
  expect(b).toMatchObject({ dependsOn: ["a"], delayMs: 250 });
  expect(b?.type).toBeUndefined();
});

test("it runs, is claimed, completed and read", async () => {
  const engine = await startEngine();
  const spec = flowDefinition({ tasks: [{ name: "a", type: "t", input: "x" }] });
  await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
  const [task] = (await engine.pollReadyTasks({ queues: ["t"], maxTasks: 1 })).tasks;
  expect(payloadValue(task?.input)).toBe("x");
  const { claimToken = "" } = task ?? {};
  const result = jsonPayload({ done: true });
  await engine.taskComplete({ flowId: "f", taskId: "a", claimToken, outcome: { kind: "result", result } });
  const { flow, tasks } = await engine.getFlowDetails({ flowId: "f", view: "FULL" });
  expect(flow.state).toBe("SUCCEEDED");
  expect(payloadValue(tasks[0]?.result)).toEqual({ done: true });
});

test.each([
  ["a list for the whole", [], "spec: must be an object, got a list"],
  ["no list of tasks", { tasks: {} }, "spec.tasks: must be a list, got an object"],
  [
    "a misspelt field",
    { tasks: [{ name: "a", depends_on: [] }] },
    "spec.tasks[0].depends_on: there is no such field; did you mean dependsOn?",
  ],
  [
    "a text for a list",
    { tasks: [{ name: "a", dependsOn: "b" }] },
    'spec.tasks[0].depends_on: must be a list, got "b"',
  ],
  ["a number for a name", { tasks: [{ name: 1 }] }, "spec.tasks[0].name: must be text, got 1"],
  [
    "an unknown choice",
    { failureMode: "stop" },
    'spec.failure_mode: must be one of CONTINUE, STOP, REVERT, got "stop"',
  ],
  [
    "what is wrong within a nested flow",
    { tasks: [{ name: "a", flow: { tasks: [{ nme: "b" }] } }] },
    "spec.tasks[0].flow.tasks[0].nme: there is no such field; did you mean name?",
  ],
  ["a label that is none", { labels: { a: 1 } }, 'spec.labels["a"]: must be text, got 1'],
  ["a duration that is none", { timeout: "soon" }, "spec.timeout: must be milliseconds or a duration such as 250ms"],
])("flowDefinition names %s", (_what, spec, message) => {
  expect(() => flowDefinition(spec as object)).toThrow(EngineError);
  expect(() => flowDefinition(spec as object)).toThrow(message);
});

test("flowDefinition names a task without work", () => {
  expect(() => flowDefinition({ tasks: [{ name: "a" }] })).toThrow(
    "spec.tasks[0].work: is required: type, noop, flow or flow_digest",
  );
});

const PARTIAL = { name: "x", tasks: [{ name: "a", type: "t" }] };

test.each([
  ["nothing", undefined, "the request must be an object"],
  ["no definition", { spec: PARTIAL }, "definition: is required: spec, definition_digest or definition_name"],
  ["a definition without its kind", { definition: { spec: PARTIAL } }, "definition.kind: must be spec, digest or name"],
  ["a kind without its definition", { definition: { kind: "spec" } }, "spec: is required"],
  ["a definition that lacks fields", { definition: { kind: "spec", spec: PARTIAL } }, "spec.version: must be text"],
])("the engine refuses a run of %s in words", async (_what, request, message) => {
  const engine = await startEngine();
  const refusal = engine.run(request as unknown as RunRequest);
  await expect(refusal).rejects.toThrow(message);
  await expect(refusal).rejects.toMatchObject({ name: "EngineError", reason: "INVALID_FIELD" });
});

test("the engine names every field that a definition lacks", async () => {
  const engine = await startEngine();
  const request = { definition: { kind: "spec", spec: PARTIAL } } as unknown as RunRequest;
  const { violations } = await engine.run(request).catch((error) => error);
  expect(violations.map(({ field }: { field: string }) => field)).toEqual(
    expect.arrayContaining(["spec.version", "spec.labels", "spec.tasks[0].timeouts", "spec.tasks[0].depends_on"]),
  );
});

test.each([
  [{ result: 1 }, "outcome.kind: must be result, failure, deferred, cancelled or spawn"],
  [{ kind: "result", result: 1 }, "result: must be an object with data, contentType and metadata"],
  [{ kind: "failure", failure: { type: "T", message: "" } }, "failure.causes: must be a list"],
])("the engine refuses the outcome %j in words", async (outcome, message) => {
  const engine = await startEngine();
  const request = { flowId: "f", taskId: "a", outcome } as unknown as TaskCompleteRequest;
  await expect(engine.taskComplete(request)).rejects.toThrow(message);
});
