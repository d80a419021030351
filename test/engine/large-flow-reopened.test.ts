// Flows of many segments that go on after tasks of them had ended, on both stores: which run again is decided in every
// segment, and none of them is left behind.
import { describe, expect, test, vi } from "vitest";
import type { Engine, FlowDefinition, TaskOutcome } from "../../src/engine/index.js";
import { HASTY_STORES, type HastyStore } from "./hasty-stores.js";
import { flow, json, task } from "./json-payload.js";
import { allTasks, SMALL_SEGMENTS } from "./large-flow-runner.js";
import { type Death, MortalEngines } from "./mortal-engines.js";
import { startEngine } from "./stores.js";

const done: TaskOutcome = { kind: "result", result: json("done") };
const failed: TaskOutcome = { kind: "failure", failure: { type: "E", message: "", retryable: true, causes: [] } };

/** Three chains of seven tasks and what waits for all of them, in segments of five. */
function spec(): FlowDefinition {
  const chains = ["a", "b", "c"].map((name) =>
    Array.from({ length: 7 }, (_, at) => ({
      ...task(`${name}${at}`, at === 0 ? [] : [`${name}${at - 1}`]),
      needsFlowInput: true,
    })),
  );
  return flow([...chains.flat(), task("last", ["a6", "b6", "c6"])]);
}

interface Driven {
  call<Answer>(ask: (engine: Engine) => Promise<Answer>): Promise<Answer>;
}

/** Completes what is ready, until nothing is for a while or the flow has ended; these fail. Returns the inputs seen. */
async function drive({ call }: Driven, flowId: string, failing: readonly string[] = []): Promise<Set<string>> {
  const inputs = new Set<string>();
  for (let idle = 0; idle < 2; ) {
    const poll = { queues: ["work"], flowId, sessionId: flowId, maxTasks: 5, includeHeld: true, waitMs: 20 };
    const { tasks } = await call((engine) => engine.pollReadyTasks(poll));
    for (const { taskId, claimToken, attempt, flowInput } of tasks) {
      inputs.add(Buffer.from(flowInput?.data ?? []).toString());
      const outcome = failing.includes(taskId) ? failed : done;
      const request = { flowId, taskId, claimToken, outcome, requestId: `${taskId}/${attempt}` };
      await call((engine) => engine.taskComplete(request));
    }
    const { flow: now } = await call((engine) => engine.getFlowDetails({ flowId }));
    if (tasks.length === 0 && now.endTime !== undefined) idle += 1;
    else idle = 0;
  }
  return inputs;
}

function states(tasks: ReadonlyMap<string, string>, ...names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, tasks.get(name)]));
}

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  const started = async () => {
    const { open, environment } = make();
    const { engine } = await startEngine(open(), { ...SMALL_SEGMENTS, environment });
    return { engine, driven: { call: <Answer>(ask: (one: Engine) => Promise<Answer>) => ask(engine) } };
  };

  test("M7: what failed is run again wherever it is, and what was skipped for it comes back, in every segment", async () => {
    const { engine, driven } = await started();
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: spec() } });
    await drive(driven, "f", ["a2", "b5"]);
    const before = await allTasks(engine, "f");
    expect(states(before, "a2", "a3", "a6", "b5", "b6", "c6", "last")).toEqual({
      ...{ a2: "FAILED", a3: "SKIPPED", a6: "SKIPPED", b5: "FAILED", b6: "SKIPPED", c6: "SUCCEEDED", last: "SKIPPED" },
    });

    // Of one alone: what waits for the other as well is not run.
    const { flow: open } = await engine.retryFlow({ flowId: "f", tasks: ["a2"], requestId: "r1" });
    expect([open.state, open.endTime, open.failure]).toEqual(["RUNNING", undefined, undefined]);
    await drive(driven, "f");
    const { flow: again } = await engine.getFlowDetails({ flowId: "f" });
    expect(again).toMatchObject({ state: "FAILED", failure: { message: expect.stringContaining("task b5 failed") } });
    expect(states(await allTasks(engine, "f"), "a6", "b5", "last")).toEqual({
      ...{ a6: "SUCCEEDED", b5: "FAILED", last: "SKIPPED" },
    });
    expect((await engine.retryFlow({ flowId: "f", tasks: ["a2"], requestId: "r1" })).replayed).toBe(true);

    await engine.retryFlow({ flowId: "f" });
    await drive(driven, "f");
    const { flow: end } = await engine.getFlowDetails({ flowId: "f" });
    expect(end.state).toBe("SUCCEEDED");
    expect(end.counts).toEqual([{ state: "SUCCEEDED", count: 22 }]);
    await expect(engine.retryFlow({ flowId: "f" })).rejects.toMatchObject({ reason: "NOT_RETRYABLE" });
  });

  test("M7: tasks begin anew with all that lies behind them, in every segment; the whole flow, too", async () => {
    const { engine, driven } = await started();
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: spec() }, input: json("first") });
    await drive(driven, "f");
    const large = "x".repeat(3_000);
    await engine.retryFlow({ flowId: "f", tasks: ["b3"], reset: true, input: json(large) });
    expect(await drive(driven, "f")).toEqual(new Set([JSON.stringify(large), ""]));
    const tries = async (taskIds: string[]) => {
      const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "TASKS", taskIds });
      return tasks.map(({ taskId, attempt, state }) => `${taskId} ${attempt} ${state}`).toSorted();
    };
    const some = ["a6", "b2", "b3", "b6", "last"];
    expect(await tries(some)).toEqual([
      ...["a6 1 SUCCEEDED", "b2 1 SUCCEEDED", "b3 2 SUCCEEDED", "b6 2 SUCCEEDED", "last 2 SUCCEEDED"],
    ]);
    await engine.retryFlow({ flowId: "f", reset: true });
    await drive(driven, "f");
    expect(await tries(some)).toEqual([
      ...["a6 2 SUCCEEDED", "b2 2 SUCCEEDED", "b3 3 SUCCEEDED", "b6 3 SUCCEEDED", "last 3 SUCCEEDED"],
    ]);
    expect((await engine.getFlowDetails({ flowId: "f" })).flow.state).toBe("SUCCEEDED");
  });

  test("M7: what was cut off with an outcome that did not count yet runs again in its segment, whatever is named", async () => {
    const { engine, driven } = await started();
    const chain = Array.from({ length: 8 }, (_, at) => task(`a${at}`, at === 0 ? [] : [`a${at - 1}`]));
    const delayed = chain.map((one) => (one.name === "a6" ? { ...one, delayAfterMs: 600_000 } : one));
    for (const again of ["retry", "skip"] as const) {
      const flowId = again;
      await engine.run({ flowId, definition: { kind: "spec", spec: flow([...delayed, task("b")]) } });
      for (const { name } of chain.slice(0, 7)) {
        await vi.waitFor(() => engine.taskComplete({ flowId, taskId: name, outcome: done }));
      }
      await engine.cancelFlow({ flowId, graceMs: 0 });
      await vi.waitFor(async () => {
        expect(states(await allTasks(engine, flowId), "a6", "a7", "b")).toEqual({
          ...{ a6: "CANCELLED", a7: "CANCELLED", b: "CANCELLED" },
        });
        expect((await engine.getFlowDetails({ flowId })).flow.endTime).toBeDefined();
      });
      if (again === "retry") await engine.retryFlow({ flowId, tasks: ["b"] });
      else await engine.skipTask({ flowId, taskId: "b" });
      await vi.waitFor(async () => expect(states(await allTasks(engine, flowId), "a6")).toEqual({ a6: "READY" }));
      await engine.skipTask({ flowId, taskId: "a6" });
      await drive(driven, flowId);
      expect((await engine.getFlowDetails({ flowId })).flow.state).toBe("SUCCEEDED");
    }
  });

  test("M7: a task anywhere is skipped; an ended and a cancelled flow go on as wholes", async () => {
    const { engine, driven } = await started();
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: spec() } });
    await drive(driven, "f", ["c6"]);
    await engine.skipTask({ flowId: "f", taskId: "c6" });
    await vi.waitFor(async () => expect((await engine.getFlowDetails({ flowId: "f" })).flow.state).toBe("SUCCEEDED"));
    expect(states(await allTasks(engine, "f"), "c6", "last")).toEqual({ c6: "SKIPPED", last: "SKIPPED" });
    expect((await engine.skipTask({ flowId: "f", taskId: "c6", requestId: "s" })).flow.state).toBe("SUCCEEDED");
    await expect(engine.skipTask({ flowId: "f", taskId: "a6" })).rejects.toMatchObject({ reason: "TASK_CLOSED" });
    await expect(engine.retryFlow({ flowId: "f", tasks: ["a6"] })).rejects.toMatchObject({ reason: "NOT_RETRYABLE" });
    await expect(engine.retryFlow({ flowId: "f", tasks: ["z"] })).rejects.toMatchObject({ reason: "TASK_NOT_FOUND" });

    for (const [flowId, end] of [
      ["ended", () => engine.endFlow({ flowId: "ended", state: "SUCCEEDED" })],
      ["cancelled", () => engine.cancelFlow({ flowId: "cancelled", graceMs: 0 })],
    ] as const) {
      await engine.run({ flowId, definition: { kind: "spec", spec: spec() } });
      for (const taskId of ["a0", "b0", "b1"]) {
        await vi.waitFor(() => engine.taskComplete({ flowId, taskId, outcome: done }));
      }
      await end();
      await vi.waitFor(async () => expect((await engine.getFlowDetails({ flowId })).flow.endTime).toBeDefined());
      await engine.retryFlow({ flowId });
      await drive(driven, flowId);
      expect((await engine.getFlowDetails({ flowId })).flow).toMatchObject({
        state: "SUCCEEDED",
        counts: [{ state: "SUCCEEDED", count: 22 }],
      });
    }
  });

  test("M7: a flow that has ended within a large one goes on with all of its segments", async () => {
    const { engine, driven } = await started();
    const { type: _, ...noop } = task("n", ["a6"]);
    const { tasks, ...rest } = spec();
    const definition = {
      ...rest,
      tasks: [...tasks, { ...noop, flow: flow([task("x"), task("y", ["x"])]) }, task("o", ["n"])],
    };
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: definition } });
    const child = async () => {
      const { tasks: found } = await engine.getFlowDetails({ flowId: "f", view: "TASKS", taskIds: ["n"] });
      return found[0]?.childFlowId ?? "";
    };
    const within = async (taskId: string, outcome: TaskOutcome) => {
      const flowId = await child();
      await vi.waitFor(() => engine.taskComplete({ flowId, taskId, outcome }), { timeout: 10_000 });
    };
    const first = drive(driven, "f");
    await vi.waitFor(async () => expect(await child()).not.toBe(""), { timeout: 10_000 });
    await within("x", failed);
    await first;
    expect(states(await allTasks(engine, "f"), "n", "o", "last")).toEqual({
      n: "FAILED",
      o: "SKIPPED",
      last: "SUCCEEDED",
    });

    const flowId = await child();
    expect((await engine.retryFlow({ flowId })).flow.state).toBe("RUNNING");
    expect((await engine.getFlowDetails({ flowId: "f" })).flow.state).toBe("RUNNING");
    expect(states(await allTasks(engine, "f"), "n", "o")).toEqual({ n: "RUNNING", o: "PENDING" });
    await within("x", done);
    await within("y", done);
    await drive(driven, "f");
    expect((await engine.getFlowDetails({ flowId: "f" })).flow.state).toBe("SUCCEEDED");
    expect([await child(), (await engine.getFlowDetails({ flowId })).flow.state]).toEqual([flowId, "SUCCEEDED"]);
  });

  test("M7: resuming a large flow with another input tells it to every segment", async () => {
    const { engine, driven } = await started();
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: spec() }, input: json("first") });
    await engine.suspendFlow({ flowId: "f" });
    await engine.resumeFlow({ flowId: "f", input: json("x".repeat(2_000)) });
    expect(await drive(driven, "f")).toEqual(new Set([JSON.stringify("x".repeat(2_000)), ""]));
  });

  test.each(["before", "after"] as const)("M7: every commit may be the end of its engine: %s it", async (death) => {
    const store = make();
    const undisturbed = await steer(store, new MortalEngines(store, "never", SMALL_SEGMENTS), "never");
    expect(undisturbed).toMatchObject({ x1: "SUCCEEDED 2", y4: "SUCCEEDED 1", last: "SKIPPED 0", z: "SKIPPED 1" });
    const engines = new MortalEngines(store, death, SMALL_SEGMENTS);
    expect(await steer(store, engines, death)).toEqual(undisturbed);
    expect(engines.deaths).toBeGreaterThan(10);
  });
});

const SHORT = flow([
  task("x0"),
  task("x1", ["x0"]),
  ...Array.from({ length: 5 }, (_, at) => task(`y${at}`, [at === 0 ? "x1" : `y${at - 1}`])),
  task("z"),
  task("last", ["y4", "z"]),
]);

async function steer(store: HastyStore, engines: MortalEngines, flowId: Death) {
  const run = { flowId, requestId: "run", definition: { kind: "spec", spec: SHORT } } as const;
  const driven: Driven = { call: (ask) => engines.call(ask) };
  // A run is stored in two steps, and an engine that dies has the first one once more.
  await new MortalEngines(store, "never", SMALL_SEGMENTS).call((engine) => engine.run(run));
  await drive(driven, flowId, ["x1", "z"]);
  await engines.call((engine) => engine.retryFlow({ flowId, requestId: "again", tasks: ["x1"] }));
  await drive(driven, flowId);
  await engines.call((engine) => engine.skipTask({ flowId, requestId: "skip", taskId: "z" }));
  await drive(driven, flowId);
  const { flow: end, tasks } = await engines.call((engine) => engine.getFlowDetails({ flowId, view: "TASKS" }));
  expect(end.state).toBe("SUCCEEDED");
  return Object.fromEntries(tasks.map(({ taskId, state, attempt }) => [taskId, `${state} ${attempt}`]));
}
