/**
 * What can go wrong between a session and what it was assigned: nothing that it was assigned may stay unsent for ever,
 * and no end of it may be forgotten.
 */
import { expect, test } from "vitest";
import type { Engine, ReadyTask } from "../../src/engine/index.js";
import type { SegmentRecord, SegmentUpdate } from "../../src/store/segment-record.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import type { VirtualTime } from "./virtual-time.js";
import { withoutHints } from "./without-hints.js";

test("a task that could be neither sent nor given back is sent once the store answers again", () =>
  inOneWorld(async ({ time, store, start }) => {
    let down = false;
    let wasDown = false;
    const payloads = bound(store.payloads, (name) =>
      name === "get" && down ? () => Promise.reject(new StoreUnavailable("no answer")) : undefined,
    );
    const segments = bound(store.segments, (name) => {
      if (name !== "update") return undefined;
      return async (updates: readonly SegmentUpdate[]) => {
        if (down) throw new StoreUnavailable("no answer");
        const landed = await store.segments.update(updates);
        // The store is lost the moment after the claim has landed.
        if (!wasDown && updates.some(({ holders }) => holders?.includes("s@1") === true)) {
          down = true;
          wasDown = true;
        }
        return landed;
      };
    });
    const elsewhere = await start();
    await elsewhere.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
    const result = json("x".repeat(5_000));
    await elsewhere.taskComplete({ flowId: "f", taskId: "t0", outcome: { kind: "result", result } });
    const seen = bound(store, (name) => (name === "payloads" ? payloads : name === "segments" ? segments : undefined));
    const engine = await start(seen);
    const executor = await startExecutor(engine, { sessionId: "s" });
    await time.advance(40_000);
    expect(executor.received).toEqual([]);
    expect(down).toBe(true);
    down = false;
    await time.advance(5_000);
    expect(executor.received).toMatchObject([{ taskId: "t1" }]);
  }));

test("a session that drains while a claim for it comes to nothing ends", () =>
  inOneWorld(async ({ time, store, start }) => {
    let claimed: () => void = () => undefined;
    let answer: () => void = () => undefined;
    const claiming = new Promise<void>((resolve) => {
      claimed = resolve;
    });
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const segments = bound(store.segments, (name) => {
      if (name !== "read") return undefined;
      return async (ids: readonly string[]) => {
        claimed();
        await answered;
        return store.segments.read(ids);
      };
    });
    const elsewhere = await start();
    await elsewhere.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    const engine = await start(bound(store, (name) => (name === "segments" ? segments : undefined)));
    const executor = await startExecutor(engine, { sessionId: "s" });
    await claiming;
    await elsewhere.taskComplete({ flowId: "f", taskId: "t0", outcome: { kind: "result", result: json(1) } });
    executor.session.drain();
    let ended = false;
    void executor.ended.then(() => {
      ended = true;
    });
    answer();
    await time.advance(5_000);
    expect(ended).toBe(true);
  }));

test("a task assigned in a commit during which the session was taken over in the same process is given to one only", () =>
  inOneWorld(async ({ time, store, start }) => {
    let land: () => void = () => undefined;
    let holding = false;
    const landing = new Promise<void>((resolve) => {
      land = resolve;
    });
    const segments = bound(store.segments, (name) => {
      if (name !== "update") return undefined;
      return async (updates: readonly SegmentUpdate[]) => {
        const landed = await store.segments.update(updates);
        if (!holding && updates.some(({ holders }) => holders?.includes("s@1") === true)) {
          holding = true;
          await landing;
        }
        return landed;
      };
    });
    const engine = await start(bound(store, (name) => (name === "segments" ? segments : undefined)));
    const before = await startExecutor(engine, { sessionId: "s" });
    const elsewhere = await start();
    await elsewhere.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    await time.advance(2_000);
    expect(holding).toBe(true);
    // The claim is stored, its answer still on the way: the new stream finds it and is sent the task.
    const after = await startExecutor(engine, { sessionId: "s" });
    const other = await startExecutor(engine, { sessionId: "other" });
    await time.advance(10);
    land();
    await time.advance(10_000);
    const given = [...before.received, ...after.received, ...other.received];
    expect(new Set(given.map(({ claimToken }) => claimToken)).size).toBe(1);
    expect(after.received).toMatchObject([{ taskId: "t0", attempt: 1 }]);
  }));

test("a claim that is being given back is not sent to the stream that comes next", () =>
  inOneWorld(async ({ time, store, start }) => {
    let landRelease = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      landRelease = resolve;
    });
    let closing = false;
    const segments = bound(store.segments, (name) => {
      if (name !== "update") return undefined;
      return async (updates: readonly SegmentUpdate[]) => {
        if (closing) await held;
        return store.segments.update(updates);
      };
    });
    const engine = await start(bound(store, (name) => (name === "segments" ? segments : undefined)));
    // Nobody reads this stream: the task it is assigned is given back at its end.
    const unread = await engine.openSession({ queues: ["work"], sessionId: "s", maxInFlight: 1 });
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    await time.advance(10);
    closing = true;
    const closed = unread.close();
    const executor = await startExecutor(engine, { sessionId: "s" });
    await time.advance(10);
    closing = false;
    landRelease();
    await closed;
    await time.advance(2_000);
    expect(executor.received.map(({ taskId, attempt }) => [taskId, attempt])).toEqual([["t0", 2]]);
  }));

test("the process that a session was taken from hears of it at once, not only when it renews its lease", () =>
  inOneWorld(async ({ time, start }) => {
    const before = await startExecutor(await start(), { sessionId: "s" });
    const lost = expect(before.ended).rejects.toMatchObject({ reason: "SESSION_TAKEN_OVER" });
    await startExecutor(await start(), { sessionId: "s" });
    await time.advance(1);
    await lost;
  }));

test("what was assigned where a session had been taken from is offered again within a second, the credit kept", () =>
  inOneWorld(async ({ time, store, start }) => {
    const first = await start(withoutHints(store));
    const before = await startExecutor(first, { sessionId: "s", maxInFlight: 2 });
    const tasks = Array.from({ length: 5 }, (_, index) => task(`t${index}`));
    await first.run({ flowId: "f", definition: { kind: "spec", spec: flow(tasks) } });
    await before.receivedAtLeast(2);
    const second = await start();
    const after = await startExecutor(second, { sessionId: "s", maxInFlight: 2 });
    const [t0, t1] = await after.receivedAtLeast(2);
    // The first process has not heard, and assigns the next in the same commit; the second has credit from it, too.
    await complete(first, t0);
    expect(before.received).toMatchObject([{}, {}, { taskId: "t2" }]);
    await time.advance(1_050);
    expect(after.received).toMatchObject([{ taskId: "t0" }, { taskId: "t1" }, { taskId: "t3" }]);
    const { tasks: states } = await second.getFlowDetails({ flowId: "f", view: "TASKS", taskIds: ["t2"] });
    expect(states).toMatchObject([{ state: "READY", tries: 0 }]);
    await Promise.all([complete(second, t1), complete(second, after.received[2])]);
    await time.advance(3_000);
    expect(after.received.map(({ taskId }) => taskId).sort()).toEqual(["t0", "t1", "t2", "t3", "t4"]);
  }));

function complete(engine: Engine, task: ReadyTask | undefined) {
  if (task === undefined) throw new Error("nothing was received");
  const { flowId, taskId, claimToken } = task;
  return engine.taskComplete({ flowId, taskId, claimToken, outcome: { kind: "result", result: json("done") } });
}

test("a life that begins while the one before it is taken back keeps what it claims", () =>
  inOneWorld(async (world) => {
    let onceAsked: (() => Promise<unknown>) | undefined;
    const segments = bound(world.store.segments, (name) => {
      if (name !== "heldBy") return undefined;
      return async (namespace: string, session: string) => {
        const before = onceAsked;
        onceAsked = undefined;
        await before?.();
        return world.store.segments.heldBy(namespace, session);
      };
    });
    const engine = await world.start(bound(world.store, (name) => (name === "segments" ? segments : undefined)));
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    const before = await engine.openSession({ queues: ["elsewhere"], sessionId: "s", leaseMs: 1_000 });
    await before.close();
    // Between the expiry and the search for what the session held.
    let claims = 0;
    onceAsked = async () => {
      const executor = await startExecutor(engine, { sessionId: "s" });
      claims = (await executor.receivedAtLeast(1)).length;
    };
    await world.time.advance(10_000);
    const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "FULL" });
    expect(claims).toBe(1);
    expect(tasks.map(({ state, attempts }) => [state, attempts.map(({ end }) => end)])).toEqual([["RUNNING", []]]);
  }));

/** The first insert of segments gets no answer, and lands just before it is tried once more; `updated` precedes updates. */
function landingLate(store: Store, updated: () => void = () => undefined): Store {
  let lost: readonly SegmentRecord[] | undefined;
  const segments = bound(store.segments, (name) => {
    if (name === "update") {
      return async (updates: readonly SegmentUpdate[]) => {
        updated();
        return store.segments.update(updates);
      };
    }
    if (name !== "insert") return undefined;
    return async (records: readonly SegmentRecord[]) => {
      if (lost === undefined) {
        lost = records;
        throw new StoreUnavailable("no answer yet");
      }
      await store.segments.insert(lost);
      return store.segments.insert(records);
    };
  });
  return bound(store, (name) => (name === "segments" ? segments : undefined));
}

/** A session of one task that has been sent that of `soon`, and in the store holds that of `late`, too. */
async function holdingBoth(engine: Engine, time: VirtualTime) {
  const executor = await startExecutor(engine);
  await time.advance(10);
  const late = engine.run({ flowId: "late", definition: { kind: "spec", spec: chain(1) } });
  await time.advance(100);
  await late;
  await engine.run({ flowId: "soon", definition: { kind: "spec", spec: chain(1) } });
  return executor;
}

test("a flow that landed after its answer was given up hands its session nothing beyond its credit", () =>
  inOneWorld(async ({ start, store, time }) => {
    const engine = await start(landingLate(store));
    const executor = await holdingBoth(engine, time);
    await time.advance(20_000);
    expect(executor.received.map(({ flowId }) => flowId)).toEqual(["soon"]);
    await complete(engine, executor.received[0]);
    await time.advance(1_000);
    expect(executor.received.map(({ flowId }) => flowId)).toEqual(["soon", "late"]);
  }));

test("what a session holds beyond its credit, and could not be given back, is given back once the store answers again", () =>
  inOneWorld(async ({ start, store, time }) => {
    let down = false;
    const updated = () => {
      if (down) throw new StoreUnavailable("no answer");
    };
    const engine = await start(landingLate(store, updated));
    const executor = await holdingBoth(engine, time);
    down = true;
    await time.advance(25_000);
    down = false;
    await time.advance(20_000);
    expect(executor.received.map(({ flowId }) => flowId)).toEqual(["soon"]);
    const { tasks } = await engine.getFlowDetails({ flowId: "late", view: "TASKS" });
    expect(tasks).toMatchObject([{ state: "READY", tries: 0 }]);
    await complete(engine, executor.received[0]);
    await time.advance(1_000);
    expect(executor.received.map(({ flowId }) => flowId)).toEqual(["soon", "late"]);
  }));

test("what a session held beyond its credit, and could not be given back, is sent once there is credit for it", () =>
  inOneWorld(async ({ start, store, time }) => {
    let down = false;
    const updated = () => {
      if (down) throw new StoreUnavailable("no answer");
    };
    const engine = await start(landingLate(store, updated));
    const executor = await holdingBoth(engine, time);
    const [soon] = await executor.receivedAtLeast(1);
    down = true;
    await time.advance(25_000);
    // From elsewhere, before the next comparison.
    await complete(await start(store), soon);
    await time.advance(20_000);
    expect(executor.received.map(({ flowId }) => flowId)).toEqual(["soon", "late"]);
  }));
