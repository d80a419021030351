/**
 * Polls that something happens to while they wait or claim: what they have claimed is handed out or given back, never
 * forgotten.
 */
import { expect, test } from "vitest";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { bound, faulty } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const one = { kind: "spec", spec: chain(1) } as const;

/** The store with its update of segments replaced. */
function updating(store: Store, update: Store["segments"]["update"]): Store {
  const segments = bound(store.segments, (name) => (name === "update" ? update : undefined));
  return bound(store, (name) => (name === "segments" ? segments : undefined));
}

test("a poll that waits longer than the lease still holds what it is given in the end", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const polled = engine.pollReadyTasks({ queues: ["work"], maxTasks: 1, waitMs: 30_000, leaseMs: 1_500 });
    await time.advance(20_000);
    await engine.run({ flowId: "f", definition: one });
    await time.advance(100);
    const { sessionId, tasks } = await polled;
    expect(tasks).toHaveLength(1);
    for (let second = 0; second < 20; second += 1) {
      await time.advance(1_000);
      const kept = await engine.keepSession({ sessionId, claims: tasks });
      expect(kept.lost).toEqual([]);
    }
  }));

test("a claim of a task that the flow, run anew, does not have is told to be lost, beside one that is held", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    await engine.run({ flowId: "f", definition: one });
    const { sessionId, tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 1, waitMs: 0 });
    const [held] = tasks;
    const former = { flowId: "f", taskId: `${held?.taskId}#2`, claimToken: "of-the-former-run" };
    await time.advance(100);
    const kept = await engine.keepSession({ sessionId, claims: [former, ...tasks] });
    expect(kept.lost).toEqual([{ ...former, reason: "LEASE_LOST" }]);
  }));

test("a poll whose store fails after the first claim gives what it has claimed", () =>
  inOneWorld(async ({ store, start }) => {
    let updates = 0;
    const seen = updating(store, async (asked) => {
      updates += 1;
      return store.segments.update(asked);
    });
    let reads = 0;
    const failing = bound(seen.segments, (name) => {
      if (name !== "read") return undefined;
      return (ids: readonly string[]) => {
        reads += updates > 0 ? 1 : 0;
        return reads > 0 ? Promise.reject(new StoreUnavailable("no answer")) : store.segments.read(ids);
      };
    });
    const elsewhere = await start();
    await elsewhere.run({ flowId: "a", definition: one, priority: 1 });
    await elsewhere.run({ flowId: "b", definition: one });
    const engine = await start(bound(seen, (name) => (name === "segments" ? failing : undefined)));
    const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 10 });
    expect(tasks.map(({ flowId }) => flowId)).toEqual(["a"]);
  }));

test("a poll whose caller has left gives back what it had just claimed", () =>
  inOneWorld(async ({ time, store, start }) => {
    const leaving = new AbortController();
    const seen = updating(store, async (asked) => {
      leaving.abort();
      return store.segments.update(asked);
    });
    const engine = await start(seen);
    await engine.run({ flowId: "f", definition: one });
    const polled = engine.pollReadyTasks({ queues: ["work"], maxTasks: 1 }, { signal: leaving.signal });
    await expect(polled).rejects.toMatchObject({ reason: "CANCELLED" });
    await time.advance(10);
    const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 1 });
    expect(tasks).toMatchObject([{ taskId: "t0", attempt: 2, tries: 0 }]);
  }));

test("a poll tells how many tasks still wait", () =>
  inOneWorld(async ({ start }) => {
    const engine = await start();
    const tasks = Array.from({ length: 5 }, (_, index) => task(`t${index}`));
    for (const flowId of ["f", "g"]) await engine.run({ flowId, definition: { kind: "spec", spec: flow(tasks) } });
    const backlogs: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      backlogs.push((await engine.pollReadyTasks({ queues: ["work"], maxTasks: 3 })).backlog);
    }
    expect(backlogs).toEqual([7, 4, 1, 0, 0]);
  }));

test("a poll is not handed what an earlier one could not read and is giving back (M5)", () =>
  inOneWorld(async ({ time, store, start }) => {
    let reads = 0;
    const payloads = bound(store.payloads, (name) => {
      if (name !== "get") return undefined;
      return (ids: readonly string[]) => {
        reads += 1;
        return reads === 1 ? Promise.reject(new StoreUnavailable("no answer")) : store.payloads.get(ids);
      };
    });
    const releases: (() => void)[] = [];
    const slow = updating(store, (asked) => {
      if (reads === 0 || releases.length > 0) return store.segments.update(asked);
      return new Promise((resolve) => void releases.push(() => resolve(store.segments.update(asked))));
    });
    const engine = await start(bound(slow, (name) => (name === "payloads" ? payloads : undefined)));
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
    const result = json("x".repeat(5_000));
    await engine.taskComplete({ flowId: "f", taskId: "t0", outcome: { kind: "result", result } });
    const poll = { sessionId: "s", queues: ["work"], maxTasks: 1, includeHeld: true };
    const first = engine.pollReadyTasks(poll);
    await time.advance(1);
    expect(releases).toHaveLength(1);
    expect((await engine.pollReadyTasks(poll)).tasks).toEqual([]);
    for (const release of releases) release();
    expect((await first).tasks).toEqual([]);
    await time.advance(2_000);
    expect((await engine.pollReadyTasks(poll)).tasks).toMatchObject([{ taskId: "t1", attempt: 2, tries: 0 }]);
  }));

test("a poll claims no more than its answer can carry, also behind what it is told again", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const input = { data: Buffer.alloc(900_000), contentType: "application/octet-stream", metadata: {} };
    const names = ["a", "b", "c", "d", "e", "g"];
    const spec = flow(names.map((name) => task(name, [], { input })));
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    const poll = { sessionId: "s", queues: ["work"], maxTasks: 10 };
    const polled = async (includeHeld: boolean) => {
      const { tasks } = await engine.pollReadyTasks({ ...poll, includeHeld });
      return tasks.map(({ taskId }) => taskId);
    };
    const claims = async () => {
      const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "TASKS" });
      return tasks.map(({ state, attempt }) => [state, attempt]);
    };
    expect(await polled(false)).toEqual(["a", "b", "c"]);
    expect(await polled(true)).toEqual(["a", "b", "c"]);
    await time.advance(10);
    // The others were not claimed: there is nothing to give back.
    expect(await claims()).toEqual(names.map((name) => (name < "d" ? ["RUNNING", 1] : ["READY", 0])));
    expect(await polled(false)).toEqual(["d", "e", "g"]);
  }));

test("a poll that could neither read nor give back what it claimed is refused, and the next is told of it", () =>
  inOneWorld(async ({ time, store, start }) => {
    let isDown = false;
    const payloads = bound(store.payloads, (name) =>
      name === "get" && isDown ? () => Promise.reject(new StoreUnavailable("no answer")) : undefined,
    );
    const failing = updating(store, async (updates) => {
      // The store is lost for all but claims from the moment on that the first has landed.
      const isClaim = updates.some(({ holders }) => holders?.includes("s@1") === true);
      if (isDown && !isClaim) throw new StoreUnavailable("no answer");
      const landed = await store.segments.update(updates);
      isDown ||= isClaim;
      return landed;
    });
    const elsewhere = await start();
    await elsewhere.run({ flowId: "f", priority: 1, definition: { kind: "spec", spec: chain(2) } });
    const result = json("x".repeat(5_000));
    await elsewhere.taskComplete({ flowId: "f", taskId: "t0", outcome: { kind: "result", result } });
    await elsewhere.run({ flowId: "g", definition: one });
    const engine = await start(bound(failing, (name) => (name === "payloads" ? payloads : undefined)));
    const poll = { sessionId: "s", queues: ["work"], maxTasks: 2, leaseMs: 60_000 };
    const refused = expect(engine.pollReadyTasks(poll)).rejects.toMatchObject({ reason: "STORE_UNAVAILABLE" });
    await time.advance(30_000);
    await refused;
    isDown = false;
    const { tasks } = await engine.pollReadyTasks({ ...poll, includeHeld: true });
    expect(tasks.map(({ flowId, taskId, attempt }) => [flowId, taskId, attempt])).toEqual([
      ["f", "t1", 1],
      ["g", "t0", 1],
    ]);
  }));

test("a poll is answered though what it could not read has ended otherwise", () =>
  inOneWorld(async ({ time, store, start }) => {
    const elsewhere = await start();
    const payloads = bound(store.payloads, (name) => {
      if (name !== "get") return undefined;
      return async () => {
        await elsewhere.endFlow({ flowId: "f", state: "FAILED", inFlight: "CANCEL" });
        await elsewhere.deleteFlow({ flowId: "f" });
        throw new StoreUnavailable("no answer");
      };
    });
    await elsewhere.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
    const result = json("x".repeat(5_000));
    await elsewhere.taskComplete({ flowId: "f", taskId: "t0", outcome: { kind: "result", result } });
    const engine = await start(bound(store, (name) => (name === "payloads" ? payloads : undefined)));
    const polled = engine.pollReadyTasks({ sessionId: "s", queues: ["work"], maxTasks: 2 });
    await time.advance(1_000);
    expect((await polled).tasks).toEqual([]);
  }));

test("sessions of polls that found nothing end with few questions, and one among them that holds a task gives it back", () =>
  inOneWorld(async ({ time, store, start }) => {
    const { store: seen, calls } = faulty(store);
    const engine = await start(seen);
    await engine.run({ flowId: "f", definition: one });
    const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 1, namespace: "default" });
    expect(tasks).toHaveLength(1);
    const poll = (_: unknown, index: number) =>
      engine.pollReadyTasks({ namespace: `n${index % 2}`, queues: ["work"], maxTasks: 1 });
    await Promise.all(Array.from({ length: 300 }, poll));
    calls.clear();
    await time.advance(60_000);
    const again = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 1 });
    expect(again.tasks.map(({ taskId, attempt }) => [taskId, attempt])).toEqual([["t0", 2]]);
    // A hundred sessions at a time, of up to three namespaces.
    expect(calls.get("heldByAny") ?? 0).toBeLessThan(12);
    expect(calls.get("heldBy") ?? 0).toBeLessThan(12);
  }));
