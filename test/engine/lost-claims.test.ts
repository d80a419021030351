/**
 * KeepSession tells which of the named claims are over; whoever names many of one segment has it looked at once.
 */
import { expect, onTestFinished, test } from "vitest";
import { type ClaimRef, createEngine, type Engine, type ReadyTask } from "../../src/engine/index.js";
import type { SegmentStore } from "../../src/store/segment-store.js";
import type { Store } from "../../src/store/store.js";
import { bound } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { SMALL_SEGMENTS } from "./large-flow-runner.js";
import { inOneWorld, type World } from "./one-world.js";

const done = { kind: "result", result: json("done") } as const;
const tasks = (count: number) => Array.from({ length: count }, (_, index) => task(`t${index}`));
const MADE_UP = Array.from({ length: 300 }, (_, index) => `made-up-${index}`);

/** The store, with the ids of the segments that are read whole, and how often anything is asked about their versions. */
function counted(store: Store) {
  const counts = { read: [] as string[], versions: 0 };
  const read: SegmentStore["read"] = (ids) => {
    counts.read.push(...ids);
    return store.segments.read(ids);
  };
  const versions: SegmentStore["versions"] = (ids) => {
    counts.versions += 1;
    return store.segments.versions(ids);
  };
  const segments = bound(store.segments, (name) => ({ read, versions })[name]);
  return { store: bound(store, (name) => (name === "segments" ? segments : undefined)), counts };
}

/** Claims on tasks of two flows, one of three segments and one of one, that were never made. */
function neverMade(): ClaimRef[] {
  const madeUp = (flowId: string, tasks: number) =>
    MADE_UP.map((claimToken, index) => ({ flowId, taskId: `t${index % tasks}`, claimToken }));
  return [...madeUp("large", 11), ...madeUp("whole", 3)];
}

async function started(world: World) {
  const { store, counts } = counted(world.store);
  const start = async () => {
    const engine = await createEngine({ store, environment: world.time.environment(), ...SMALL_SEGMENTS });
    onTestFinished(async () => {
      const stopping = engine.stop(0);
      await Promise.race([stopping, world.time.advance(1)]);
    });
    return engine;
  };
  const engine = await start();
  await engine.run({ flowId: "large", definition: { kind: "spec", spec: flow(tasks(11)) } });
  await engine.run({ flowId: "whole", definition: { kind: "spec", spec: flow(tasks(3)) } });
  await engine.pollReadyTasks({ queues: ["none"], sessionId: "names", maxTasks: 1, waitMs: 0 });
  return { engine, start, counts };
}

test("however many claims are named, each segment is read once, and not where a copy shows what is stored", () =>
  inOneWorld(async (world) => {
    const { engine, start, counts } = await started(world);
    const claims = neverMade();
    const lost = claims.map((claim) => ({ ...claim, reason: "LEASE_LOST" }));
    const other = await start();
    counts.read.length = 0;
    expect((await engine.keepSession({ sessionId: "names", claims })).lost).toEqual(lost);
    expect(counts.read).toEqual([]);
    expect((await other.keepSession({ sessionId: "names", claims })).lost).toEqual(lost);
    expect(counts.read).toHaveLength(4);
    expect(new Set(counts.read).size).toBe(4);
  }));

test("whether the flow is still there is asked once for all reports that are refused together", () =>
  inOneWorld(async (world) => {
    const { engine, counts } = await started(world);
    const [first] = await poll(engine, "holds");
    await engine.reportProgress({ items: [{ ...nameOf(first!), fraction: 0.5 }] });
    counts.versions = 0;
    const items = MADE_UP.map((claimToken) => ({ flowId: "large", taskId: "t10", claimToken, fraction: 0.5 }));
    const results = await engine.reportProgress({ items });
    for (const result of results) expect(result).toMatchObject({ error: { reason: "CLAIM_SUPERSEDED" } });
    expect(counts.versions).toBeLessThanOrEqual(2);
  }));

test("a copy that is behind what is stored is not looked at", () =>
  inOneWorld(async (world) => {
    const { engine, start } = await started(world);
    const other = await start();
    const [claimed] = await poll(other, "holds");
    await other.taskComplete({ ...claimed!, outcome: { kind: "deferred" } });
    const claims = [nameOf(claimed!), { ...nameOf(claimed!), claimToken: "made-up" }];
    const { lost } = await engine.keepSession({ sessionId: "names", claims });
    expect(lost).toEqual([{ ...claims[1], reason: "LEASE_LOST" }]);
  }));

test("what its holder ended is not lost, and what is not there is", () =>
  inOneWorld(async (world) => {
    const { engine, start } = await started(world);
    const polled = await poll(engine, "holds");
    expect(polled).toHaveLength(14);
    const [ended, released, deferred, held] = polled.map(nameOf);
    await engine.taskComplete({ ...ended!, outcome: done });
    await engine.releaseTasks({ claims: [released!] });
    await engine.taskComplete({ ...deferred!, outcome: { kind: "deferred" } });
    const noTask = { ...held!, taskId: "none" };
    const noInstance = { ...held!, taskId: "t0#2" };
    const noFlow = { ...held!, flowId: "none" };
    const made = { ...held!, claimToken: "made-up" };
    const claims = [noFlow, ended!, made, released!, deferred!, noTask, noInstance, made];
    for (const asked of [engine, await start()]) {
      const { lost } = await asked.keepSession({ sessionId: "names", claims });
      expect(lost).toEqual([
        { ...noFlow, reason: "CANCELLED" },
        { ...made, reason: "LEASE_LOST" },
        { ...noTask, reason: "LEASE_LOST" },
        { ...noInstance, reason: "LEASE_LOST" },
        { ...made, reason: "LEASE_LOST" },
      ]);
    }
  }));

async function poll(engine: Engine, sessionId: string): Promise<readonly ReadyTask[]> {
  return (await engine.pollReadyTasks({ queues: ["work"], sessionId, maxTasks: 100, waitMs: 0 })).tasks;
}

function nameOf({ flowId, taskId, claimToken }: ReadyTask): ClaimRef {
  return { flowId, taskId, claimToken };
}
