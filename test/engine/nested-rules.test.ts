/**
 * What flows within flows must keep when inserts land late and processes die, each test by what it keeps.
 */
import { expect, test } from "vitest";
import { createEngine, type Engine, type FlowDefinition } from "../../src/engine/index.js";
import type { SegmentRecord, SegmentUpdate } from "../../src/store/segment-record.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { bound } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { SMALL_SEGMENTS } from "./large-flow-runner.js";
import { inOneWorld, type World } from "./one-world.js";

const done = { kind: "result", result: json("done") } as const;

function nested(name: string, within: FlowDefinition, fields: object = {}) {
  const { type: _, ...noop } = task(name);
  return { ...noop, flow: within, ...fields };
}

const SPEC = flow([nested("a", flow([task("x")]))]);

function start({ time, store }: World, seen: Store = store): Promise<Engine> {
  return createEngine({ store: seen, environment: time.environment(), ...SMALL_SEGMENTS });
}

/** The first insert of a nested flow gets no answer, and lands when the test says so. */
function late(store: Store): { readonly store: Store; land(): Promise<readonly boolean[]> } {
  let held: readonly SegmentRecord[] | undefined;
  const insert = (records: readonly SegmentRecord[]) => {
    if (held !== undefined || !records.some(({ address }) => address.flowId.includes("~"))) {
      return store.segments.insert(records);
    }
    held = records;
    return Promise.reject(new StoreUnavailable("no answer"));
  };
  const segments = bound(store.segments, (name) => (name === "insert" ? insert : undefined));
  return {
    store: bound(store, (name) => (name === "segments" ? segments : undefined)),
    land: () => store.segments.insert(held ?? []),
  };
}

/** A store that fails where the test says so, by the segments that are read by their nodes, or are updated. */
function failing(store: Store, reads: () => boolean, updates: (id: string) => boolean = () => false): Store {
  const replaced: Readonly<Record<string, unknown>> = {
    readNodes: (id: string, nodes: readonly number[]) =>
      reads() ? unavailable() : store.segments.readNodes(id, nodes),
    update: (asked: readonly SegmentUpdate[]) =>
      asked.some(({ guard }) => updates(guard.id)) ? unavailable() : store.segments.update(asked),
  };
  const segments = bound(store.segments, (name) => replaced[name]);
  return bound(store, (name) => (name === "segments" ? segments : undefined));
}

function unavailable(): Promise<never> {
  return Promise.reject(new StoreUnavailable("no answer"));
}

async function childId(engine: Engine, taskId = "a"): Promise<string> {
  const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "TASKS", taskIds: [taskId] });
  return tasks[0]?.childFlowId ?? "";
}

async function stateOf(engine: Engine, flowId: string): Promise<string> {
  return (await engine.getFlowDetails({ flowId })).flow.state;
}

async function isThere({ store }: World, flowId: string): Promise<boolean> {
  return (await store.segments.within("default", "f", undefined, 10)).some(({ address }) => address.flowId === flowId);
}

test("an insert that lands after its flow was deleted is never begun, and goes", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const slow = late(world.store);
    const engine = await start(world, slow.store);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: SPEC } });
    await time.advance(5_000);
    const child = await childId(engine);
    await engine.taskComplete({ flowId: child, taskId: "x", outcome: done });
    await time.advance(100);
    expect(await stateOf(engine, "f")).toBe("SUCCEEDED");
    await engine.deleteFlow({ flowId: "f" });
    expect(await slow.land()).toEqual([true]);
    expect(await isThere(world, child)).toBe(true);
    const poll = { queues: ["work"], maxTasks: 1, waitMs: 0 };
    expect((await engine.pollReadyTasks(poll)).tasks).toEqual([]);
    await time.advance(10_000);
    expect(await isThere(world, child)).toBe(false);
    void engine.stop(0);
    await time.advance(1);
  }));

test("an insert that lands after its attempt has timed out is never begun, and goes", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const slow = late(world.store);
    const engine = await start(world, slow.store);
    const spec = flow([nested("a", flow([task("x")]), { timeouts: { attemptMs: 1_000 } })]);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    const child = await childId(engine);
    await time.advance(5_000);
    expect(await stateOf(engine, "f")).toBe("FAILED");
    expect(await slow.land()).toEqual([true]);
    await time.advance(10_000);
    expect(await isThere(world, child)).toBe(false);
    void engine.stop(0);
    await time.advance(1);
  }));

test("what a process that died had still to tell a flow within is told by the next one", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const insert = (records: readonly SegmentRecord[]) =>
      records.some(({ address }) => address.flowId.includes("~"))
        ? Promise.reject(new StoreUnavailable("cut off"))
        : store.segments.insert(records);
    const segments = bound(store.segments, (name) => (name === "insert" ? insert : undefined));
    const dying = await start(
      world,
      bound(store, (name) => (name === "segments" ? segments : undefined)),
    );
    await dying.run({ flowId: "f", definition: { kind: "spec", spec: SPEC } });
    const child = await childId(dying);
    expect(await isThere(world, child)).toBe(false);
    void dying.stop(0);
    await time.advance(1);
    const next = await start(world);
    await time.advance(5_000);
    expect(await stateOf(next, child)).toBe("RUNNING");
    await next.taskComplete({ flowId: child, taskId: "x", outcome: done });
    await time.advance(5_000);
    expect(await stateOf(next, "f")).toBe("SUCCEEDED");
    void next.stop(0);
    await time.advance(1);
  }));

test("a flow that had to ask whether it may begin does not count as resting once it has begun", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    // What it is the work of is read once, to make it, and then not until it has asked: so no order can be given.
    let reads = 0;
    const silentUntil = time.now() + 3_000;
    const engine = await start(
      world,
      failing(store, () => ++reads > 1 && time.now() < silentUntil),
    );
    const spec = flow([nested("a", flow([task("x")]), { suspendParent: true })]);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    await time.advance(2_900);
    const asking = (await store.segments.within("default", "f", undefined, 10)).find(({ flow: { parent } }) => parent);
    expect([asking?.flow.state, asking?.nesting?.outbox.map(({ to }) => to)]).toEqual(["PENDING", ["parent"]]);
    await time.advance(10_000);
    const child = await childId(engine);
    expect([await stateOf(engine, "f"), await stateOf(engine, child)]).toEqual(["RUNNING", "RUNNING"]);
    await engine.taskComplete({ flowId: child, taskId: "x", outcome: done });
    await time.advance(1_000);
    expect(await stateOf(engine, "f")).toBe("SUCCEEDED");
    void engine.stop(0);
    await time.advance(1);
  }));

test("a flow that was resumed before its rest was heard of suspends nobody", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    let isDeaf = false;
    const isAbout = (id: string) => isDeaf && !id.includes("~");
    const dying = await start(
      world,
      failing(store, () => false, isAbout),
    );
    const spec = flow([nested("a", flow([task("x")]), { suspendParent: true })]);
    await dying.run({ flowId: "f", definition: { kind: "spec", spec } });
    await time.advance(100);
    const child = await childId(dying);
    isDeaf = true;
    await dying.suspendFlow({ flowId: child });
    void dying.stop(0);
    await time.advance(1);
    const engine = await start(world);
    await engine.resumeFlow({ flowId: child });
    await time.advance(10_000);
    expect([await stateOf(engine, "f"), await stateOf(engine, child)]).toEqual(["RUNNING", "RUNNING"]);
    void engine.stop(0);
    await time.advance(1);
  }));

test("once all has been heard nothing is told again, and no timer is left", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const engine = await start(world);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: SPEC } });
    await time.advance(100);
    await engine.taskComplete({ flowId: await childId(engine), taskId: "x", outcome: done });
    await time.advance(10_000);
    const [parent] = await store.segments.read(
      (await store.segments.list({ namespace: "default" }, undefined, 9)).map(({ id }) => id),
    );
    expect(parent?.nesting?.outbox).toEqual([]);
    expect(await store.segments.due(time.now() + 3_600_000, 10)).toEqual([]);
    void engine.stop(0);
    await time.advance(1);
  }));

test("a flow of many segments has flows within, and is within", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const engine = await start(world);
    const names = Array.from({ length: 7 }, (_, index) => `x${index}`);
    const large = flow(names.map((name, index) => task(name, index === 0 ? [] : [`x${index - 1}`])));
    const before = names.map((name, index) => task(name, index === 0 ? [] : [`x${index - 1}`]));
    const spec = flow([...before, nested("a", large, { dependsOn: ["x6"] }), task("b", ["a"])]);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    for (const taskId of names) {
      await engine.taskComplete({ flowId: "f", taskId, outcome: done });
      await time.advance(10);
    }
    const child = await childId(engine);
    expect(child).not.toBe("");
    await engine.suspendFlow({ flowId: "f" });
    await time.advance(5_000);
    expect([await stateOf(engine, "f"), await stateOf(engine, child)]).toEqual(["SUSPENDED", "SUSPENDED"]);
    await engine.resumeFlow({ flowId: "f" });
    await time.advance(5_000);
    for (const taskId of names) {
      await engine.taskComplete({ flowId: child, taskId, outcome: done });
      await time.advance(10);
    }
    await time.advance(1_000);
    await engine.taskComplete({ flowId: "f", taskId: "b", outcome: done });
    await time.advance(1_000);
    expect([await stateOf(engine, child), await stateOf(engine, "f")]).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    await engine.deleteFlow({ flowId: "f" });
    expect(await isThere(world, child)).toBe(false);
    void engine.stop(0);
    await time.advance(1);
  }));

test("a flow of many segments is suspended as a whole by one within it, and goes on by one call", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const engine = await start(world);
    const names = Array.from({ length: 7 }, (_, index) => `x${index}`);
    const before = names.map((name, index) => task(name, index === 0 ? [] : [`x${index - 1}`]));
    const within = nested("a", flow([task("y")]), { dependsOn: ["x6"], suspendParent: true });
    const spec = flow([...before, task("b"), within]);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    for (const taskId of names) {
      await engine.taskComplete({ flowId: "f", taskId, outcome: done });
      await time.advance(10);
    }
    const child = await childId(engine);
    await engine.suspendFlow({ flowId: child });
    await time.advance(5_000);
    expect([await stateOf(engine, "f"), await stateOf(engine, child)]).toEqual(["SUSPENDED", "SUSPENDED"]);
    const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 1, waitMs: 0 });
    expect(tasks).toEqual([]);
    await engine.resumeFlow({ flowId: "f" });
    await time.advance(5_000);
    expect([await stateOf(engine, "f"), await stateOf(engine, child)]).toEqual(["RUNNING", "RUNNING"]);
    await engine.taskComplete({ flowId: child, taskId: "y", outcome: done });
    await engine.taskComplete({ flowId: "f", taskId: "b", outcome: done });
    await time.advance(5_000);
    expect(await stateOf(engine, "f")).toBe("SUCCEEDED");
    void engine.stop(0);
    await time.advance(1);
  }));

test("work is offered by the age of the flow at the top", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const engine = await start(world);
    await engine.run({
      flowId: "f",
      definition: {
        kind: "spec",
        spec: flow([task("first"), nested("a", flow([task("x")]), { dependsOn: ["first"] })]),
      },
    });
    await time.advance(10);
    await engine.run({ flowId: "young", definition: { kind: "spec", spec: flow([task("y")]) } });
    await time.advance(10);
    await engine.taskComplete({ flowId: "f", taskId: "first", outcome: done });
    await time.advance(100);
    const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 1, waitMs: 0 });
    expect(tasks.map(({ taskId }) => taskId)).toEqual(["x"]);
    void engine.stop(0);
    await time.advance(1);
  }));
