// Values of the wrong form, as callers without types may give them to the engine: each is refused by its field, and nothing is
// written. And plans with as many items as a task may have, and with one more.
import { expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.js";
import type { Engine, Payload, ReadyTask } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { faulty } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { startEngine } from "./stores.js";

const SPEC = flow([task("a"), task("b", ["a"])]);
const NONE = Promise.resolve();

test.each<[string, string, (engine: Loose) => Promise<unknown>]>([
  ["tasks", "must be a list", (engine) => engine["retryFlow"]?.({ flowId: "f", tasks: "a" }) ?? NONE],
  ["tasks", "must be a list", (engine) => engine["retryFlow"]?.({ flowId: "f", tasks: {} }) ?? NONE],
  [
    "conflict_policy",
    "must be FAIL, RETURN_EXISTING or REPLACE",
    (engine) => run(engine, { conflictPolicy: "replace" }),
  ],
  ["snapshot.tasks[0].history", "must be a list", (engine) => run(engine, begun({ history: "x" }))],
  ["snapshot.tasks[0].history[0]", "must be an object", (engine) => run(engine, begun({ history: [null] }))],
  ["snapshot.tasks[0].history[0]", "must be an object", (engine) => run(engine, begun({ history: [{}] }))],
  ["snapshot.tasks[0].attempt", "1000000 attempts", (engine) => run(engine, begun({ attempt: 2 ** 31 }))],
])("%s %s", async (field, message, call) => {
  const seen = faulty(createMemoryStore());
  const { engine } = await startEngine(seen.store);
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: SPEC } });
  const inserts = seen.calls.get("insert");
  await expect(call(engine as never)).rejects.toMatchObject({
    message: expect.stringContaining(message),
    metadata: expect.objectContaining({ field }),
  });
  expect([seen.updates, seen.calls.get("insert")]).toEqual([[], inserts]);
});

test("a plan of as many items as a task may have is taken, one of more is refused", async () => {
  const { engine } = await startEngine(createMemoryStore());
  const forEach = { maxParallel: 1, toleratedFailures: 0, retry: "FAILED_ITEMS" } as const;
  const spec = flow([task("list", [], { forEach, evaluate: { queue: "judge", phases: ["START"] } })]);
  await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
  const { taskId, claimToken } = await asked(engine);
  const plan = (count: number) => {
    const decision = { ...NOTHING, plan: { items: Array<Payload>(count).fill(json(1)) } };
    return engine.taskComplete({ flowId: "f", taskId, claimToken, decision });
  };
  await expect(plan(LIMITS.itemsPerTask + 1)).rejects.toMatchObject({
    reason: "DECISION_INVALID",
    message: "decision.plan.items: must be at most 100000 in all, would be 100001",
  });
  await plan(LIMITS.itemsPerTask);
  const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "TASKS", taskIds: ["list"] });
  expect(tasks[0]?.state).toBe("RUNNING");
});

const NOTHING = { fired: [], skip: [], globals: {}, message: "" };

/** The calls as JavaScript sees them. */
type Loose = Readonly<Record<string, (request: object) => Promise<unknown>>>;

function run(engine: Loose, fields: object): Promise<unknown> {
  return engine["run"]?.({ flowId: "f", definition: { kind: "spec", spec: SPEC }, ...fields }) ?? NONE;
}

function begun(fields: object): object {
  return { snapshot: { state: "RUNNING", tasks: [{ taskId: "a", state: "SUCCEEDED", attempt: 1, ...fields }] } };
}

async function asked(engine: Engine): Promise<ReadyTask> {
  const { tasks } = await engine.pollReadyTasks({ queues: ["judge"], flowId: "f", sessionId: "s", maxTasks: 1 });
  const [one] = tasks;
  if (one === undefined) throw new Error("nothing is asked");
  return one;
}
