// Flows of many segments that begin with how far an earlier run had come, on both stores: each segment takes up its own
// tasks, and none waits for what has ended before.
import { describe, expect, test } from "vitest";
import type { Engine, FlowDefinition, TaskOutcome } from "../../src/engine/index.js";
import type { FlowSnapshot } from "../../src/engine/run-request.js";
import { headerSegmentId, segmentId } from "../../src/store/segment-id.js";
import type { Store } from "../../src/store/store.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, task } from "./json-payload.js";
import { allTasks, SMALL_SEGMENTS } from "./large-flow-runner.js";
import { MortalEngines } from "./mortal-engines.js";
import { startEngine } from "./stores.js";

const done: TaskOutcome = { kind: "result", result: json("done") };
const broken = { type: "E", message: "it broke", retryable: true, causes: [] };
const LARGE = "x".repeat(3_000);

/** Three chains of seven tasks and what waits for all of them, in segments of five. */
const SPEC: FlowDefinition = flow([
  ...["a", "b", "c"].flatMap((name) =>
    Array.from({ length: 7 }, (_, at) => task(`${name}${at}`, at === 0 ? [] : [`${name}${at - 1}`])),
  ),
  { ...task("last", ["a6", "b6", "c6"]), reads: ["a4", "b0"] },
]);

/** The first tasks of a chain. */
function upTo(name: string, count: number): FlowSnapshot["tasks"] {
  return Array.from({ length: count }, (_, at) => ({
    taskId: `${name}${at}`,
    state: "SUCCEEDED" as const,
    attempt: 1,
    result: json(LARGE),
  }));
}

const RUNNING = (taskId: string) => ({ taskId, state: "RUNNING" as const, attempt: 3 });
const FAILED = (taskId: string) => ({ taskId, state: "FAILED" as const, attempt: 1, failure: broken });

const snapshot: FlowSnapshot = {
  state: "RUNNING",
  tasks: [...upTo("a", 7), ...upTo("b", 3), RUNNING("b3"), ...upTo("c", 5)],
};

interface Driven {
  call<Answer>(ask: (engine: Engine) => Promise<Answer>): Promise<Answer>;
}

/** Completes what is ready until the flow has ended. Returns the attempt of each task that was run, and what `last` read. */
async function drive({ call }: Driven, flowId: string) {
  const attempts: Record<string, number> = {};
  let read: readonly string[] = [];
  for (;;) {
    const poll = { queues: ["work"], flowId, sessionId: flowId, maxTasks: 5, includeHeld: true, waitMs: 20 };
    const { tasks } = await call((engine) => engine.pollReadyTasks(poll));
    for (const { taskId, claimToken, attempt, dependencyResults } of tasks) {
      attempts[taskId] = attempt;
      if (taskId === "last") read = Object.values(dependencyResults).map(({ data }) => Buffer.from(data).toString());
      const request = { flowId, taskId, claimToken, outcome: done, requestId: `${taskId}/${attempt}` };
      await call((engine) => engine.taskComplete(request));
    }
    const { flow: now } = await call((engine) => engine.getFlowDetails({ flowId }));
    if (tasks.length === 0 && now.endTime !== undefined) return { attempts, read, flow: now };
  }
}

/** The id of that of the run that is there. */
async function secondSegment({ segments }: Store): Promise<string> {
  const [first] = await segments.read([headerSegmentId("default", "f")]);
  return segmentId({ ...(first ?? expect.fail("no flow f")).address, segment: 1 });
}

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  const started = async () => {
    const { open, environment } = make();
    const { engine, store } = await startEngine(open(), { ...SMALL_SEGMENTS, environment });
    return { engine, store, driven: { call: <Answer>(ask: (one: Engine) => Promise<Answer>) => ask(engine) } };
  };
  const run = (engine: Engine, begins: FlowSnapshot, fields = {}) =>
    engine.run({ flowId: "f", definition: { kind: "spec", spec: SPEC }, snapshot: begins, ...fields });

  test("M7: what has not succeeded there runs here, in every segment, with what the others have left", async () => {
    const { engine, driven } = await started();
    const { flow: begun, replayed } = await run(engine, snapshot, { requestId: "r" });
    expect(begun.counts).toEqual([
      { state: "PENDING", count: 7 },
      { state: "SUCCEEDED", count: 15 },
    ]);
    expect([begun.state, replayed]).toEqual(["RUNNING", false]);
    const { attempts, read, flow: end } = await drive(driven, "f");
    expect(attempts).toEqual({ b3: 4, b4: 1, b5: 1, b6: 1, c5: 1, c6: 1, last: 1 });
    expect(read).toEqual([JSON.stringify(LARGE), JSON.stringify(LARGE)]);
    expect(end).toMatchObject({ state: "SUCCEEDED", counts: [{ state: "SUCCEEDED", count: 22 }] });
    expect(await run(engine, snapshot, { requestId: "r" })).toMatchObject({ replayed: true, ready: [] });
  });

  test("M7: a failure there is one here, and what waits for it is SKIPPED, wherever it is", async () => {
    const { engine, driven } = await started();
    await run(engine, { ...snapshot, tasks: [...upTo("a", 2), FAILED("a2"), ...upTo("b", 7), FAILED("gone")] });
    const { attempts, flow: end } = await drive(driven, "f");
    expect(Object.keys(attempts).toSorted()).toEqual(["c0", "c1", "c2", "c3", "c4", "c5", "c6"]);
    expect(end).toMatchObject({ state: "FAILED", failure: { message: expect.stringContaining("a2 failed") } });
    const states = await allTasks(engine, "f");
    expect([states.get("a3"), states.get("a6"), states.get("last")]).toEqual(["SKIPPED", "SKIPPED", "SKIPPED"]);
    await engine.retryFlow({ flowId: "f" });
    expect((await drive(driven, "f")).flow.counts).toEqual([{ state: "SUCCEEDED", count: 22 }]);
  });

  test("M7: one that had all done ends at once; of one that failed nothing starts where that stops it", async () => {
    const { engine, driven } = await started();
    const all = ["a", "b", "c"].flatMap((name) => upTo(name, 7));
    await run(engine, { state: "RUNNING", tasks: [...all, { taskId: "last", state: "SUCCEEDED", attempt: 1 }] });
    expect(await drive(driven, "f")).toMatchObject({ attempts: {}, flow: { state: "SUCCEEDED" } });
    const spec = { ...SPEC, failureMode: "STOP" as const };
    const stopped = { state: "RUNNING" as const, tasks: [...upTo("a", 6), FAILED("c0")] };
    await engine.run({ flowId: "stopped", definition: { kind: "spec", spec }, snapshot: stopped });
    expect(await drive(driven, "stopped")).toMatchObject({ attempts: {}, flow: { state: "FAILED" } });
  });

  test("M7: one that was suspended offers nothing before it is resumed; it takes the place of another", async () => {
    const { engine, store, driven } = await started();
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: SPEC } });
    await engine.cancelFlow({ flowId: "f", graceMs: 0 });
    await drive(driven, "f");
    const part = await secondSegment(store);
    expect(await store.segments.read([part])).toEqual([expect.objectContaining({ id: part })]);
    const { flow: begun } = await run(engine, { ...snapshot, state: "SUSPENDED" }, { conflictPolicy: "REPLACE" });
    expect(begun.state).toBe("SUSPENDED");
    expect(await store.segments.read([part])).toEqual([undefined]);
    expect((await engine.pollReadyTasks({ queues: ["work"], maxTasks: 5, waitMs: 50 })).tasks).toEqual([]);
    await engine.resumeFlow({ flowId: "f" });
    const { flow: end } = await drive(driven, "f");
    expect(end).toMatchObject({ state: "SUCCEEDED", counts: [{ state: "SUCCEEDED", count: 22 }] });
  });

  test("what does not fit is refused by its path, wherever the task is, also where it is only validated", async () => {
    const { engine } = await started();
    const twice = { ...snapshot, tasks: [...upTo("c", 7), FAILED("c6")] };
    const undone = { ...snapshot, tasks: [{ ...RUNNING("c6"), intent: "REVERT" as const }] };
    for (const validateOnly of [false, true]) {
      const refused = (begins: FlowSnapshot, reason: string, field: string) =>
        expect(run(engine, begins, { validateOnly })).rejects.toMatchObject({ reason, metadata: { field } });
      await refused(twice, "INVALID_FIELD", "snapshot.tasks[7].task_id");
      await refused(undone, "UNSUPPORTED", "snapshot.tasks[0].intent");
      await refused({ ...snapshot, state: "REVERTED" }, "UNSUPPORTED", "snapshot.state");
    }
    const preview = await run(engine, snapshot, { validateOnly: true });
    expect(preview.flow.counts).toContainEqual({ state: "SUCCEEDED", count: 15 });
    await expect(engine.getFlowDetails({ flowId: "f" })).rejects.toMatchObject({ reason: "FLOW_NOT_FOUND" });
  });

  test.each(["before", "after"] as const)("M7: every commit may be the end of its engine: %s it", async (death) => {
    const store = make();
    const engines = new MortalEngines(store, death, SMALL_SEGMENTS);
    // A run is stored in two steps, and an engine that dies has the first one once more.
    const begins = { ...snapshot, tasks: [...upTo("a", 7), ...upTo("b", 3), RUNNING("b3"), RUNNING("c2")] };
    await new MortalEngines(store, "never", SMALL_SEGMENTS).call((engine) => run(engine, begins));
    const { attempts, flow: end } = await drive({ call: (ask) => engines.call(ask) }, "f");
    // What was under way is offered at once, whatever it waits for.
    expect(attempts).toMatchObject({ b3: 4, c2: 4, c0: 1, c6: 1, last: 1 });
    expect(Object.keys(attempts)).toHaveLength(12);
    expect(end).toMatchObject({ state: "SUCCEEDED", counts: [{ state: "SUCCEEDED", count: 22 }] });
    expect(engines.deaths).toBeGreaterThan(5);
  });
});
