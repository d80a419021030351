/**
 * What bounds the way of writes in a process: the cache by what it holds now, the flows that wait to be inserted, and
 * one refused flow that must not take others with it. Rules C1, C5 and C7 of docs/rules.md.
 */
import { expect, onTestFinished, test, vi } from "vitest";
import { SEGMENT_BOUNDS } from "../../src/core/definition/stored-form.js";
import { Committer } from "../../src/engine/commit/committer.js";
import { Inserter } from "../../src/engine/commit/inserter.js";
import { startDatabaseClock } from "../../src/engine/database-clock.js";
import { Definitions } from "../../src/engine/definitions.js";
import { OffersLedger } from "../../src/engine/dispatch/offers-ledger.js";
import { realEnvironment } from "../../src/engine/environment.js";
import { Tally } from "../../src/engine/measures/tally.js";
import { SessionTable } from "../../src/engine/sessions/session-table.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { headerSegmentId } from "../../src/store/segment-id.js";
import type { SegmentRecord } from "../../src/store/segment-record.js";
import { WriteRejected } from "../../src/store/store-errors.js";
import { bound } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { startEngine } from "./stores.js";

/** No queue is set. */
const UNSET = {
  queues: { handsOut: () => true },
  permits: { of: () => undefined, needed: () => [], byId: () => undefined },
  rates: { of: () => undefined },
};

test("the cache counts a segment by what it has grown to", async () => {
  const store = createMemoryStore();
  const { engine } = await startEngine(store);
  const names = Array.from({ length: 20 }, (_, index) => `t${index}`);
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: flow(names.map((name) => task(name))) } });
  const environment = realEnvironment;
  const sessions = new SessionTable();
  const committer = new Committer({
    store,
    environment,
    clock: await startDatabaseClock(store, environment),
    definitions: new Definitions(store, environment, SEGMENT_BOUNDS),
    process: "another",
    tally: new Tally(),
    ledger: (segment) => new OffersLedger({ sessions, ...UNSET }, segment.address),
    opened: () => undefined,
    landed: () => undefined,
    liveProcesses: () => new Set(),
    emit: () => undefined,
  });
  const id = headerSegmentId("default", "f");
  const sizes: number[] = [];
  for (const taskId of names) {
    const result = { contentType: "application/json", size: 1_000, data: Buffer.alloc(1_000) };
    await committer.submit(id, { kind: "complete", taskId, outcome: { kind: "result", result, digest: taskId } });
    sizes.push(committer.cache.calculatedSize);
  }
  expect(sizes.at(-1)).toBe(committer.cache.get(id)?.size);
  expect(sizes.at(-1)! - sizes[0]!).toBeGreaterThan(19_000);
});

test("C5 of the flows of one insert only the one that the store refuses fails", async () => {
  const shared = createMemoryStore();
  // All of a batch that it can, as a database does; then it says what it refused.
  const segments = bound(shared.segments, (name) => {
    if (name !== "insert") return undefined;
    return async (records: readonly SegmentRecord[]) => {
      const sound = records.filter(({ address }) => address.flowId !== "poison");
      const inserted = await shared.segments.insert(sound);
      if (sound.length < records.length) throw new WriteRejected("poison");
      return inserted;
    };
  });
  const { engine } = await startEngine(bound(shared, (name) => (name === "segments" ? segments : undefined)));
  const runs = await Promise.allSettled(
    ["a", "poison", "b"].map((flowId) => engine.run({ flowId, definition: { kind: "spec", spec: chain(1) } })),
  );
  expect(runs.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("C7 flows that wait to be inserted are bounded: one too many is refused at once", async () => {
  const shared = createMemoryStore();
  const segments = bound(shared.segments, (name) =>
    name === "insert" ? () => new Promise(() => undefined) : undefined,
  );
  const inserter = new Inserter(
    bound(shared, (name) => (name === "segments" ? segments : undefined)),
    realEnvironment,
  );
  // Never written: what is in it does not matter.
  const [a, b, c] = ["a", "b", "c"].map((namespace) => ({ id: namespace, address: { namespace } }) as SegmentRecord);
  // All in one turn, before a batch is taken.
  for (let count = 0; count < 10_000; count += 1) void inserter.insert(a!);
  const refusedOwn = inserter.insert(a!).catch((error: unknown) => error);
  for (let count = 0; count < 10_000; count += 1) void inserter.insert(b!);
  const refused = inserter.insert(c!).catch((error: unknown) => error);
  expect(await refusedOwn).toMatchObject({
    reason: "OVERLOADED",
    message: "10000 waiting flows in a namespace are there already",
  });
  expect(await refused).toMatchObject({ reason: "OVERLOADED", message: "20000 waiting flows are there already" });
});

test("C7 of the commands that wait a namespace has half", async () => {
  const shared = createMemoryStore();
  const segments = bound(shared.segments, (name) => (name === "read" ? () => new Promise(() => undefined) : undefined));
  const { engine } = await startEngine(bound(shared, (name) => (name === "segments" ? segments : undefined)));
  const suspend = (namespace: string) => engine.suspendFlow({ namespace, flowId: "f" });
  const first = Array.from({ length: 12_000 }, () => suspend("a").catch((error: unknown) => error));
  await expect(Promise.race(first)).resolves.toMatchObject({
    reason: "OVERLOADED",
    message: "10000 waiting commands in a namespace are there already",
  });
  const other = suspend("b").catch((error: unknown) => error);
  expect(await Promise.race([other, new Promise((resolve) => setImmediate(() => resolve("waits")))])).toBe("waits");
});

test("C7 work waits where more is there than a batch takes, not where the database is slow", async () => {
  const shared = createMemoryStore();
  const batches: ((inserted: boolean[]) => void)[] = [];
  const insert = (records: readonly SegmentRecord[]) =>
    new Promise<boolean[]>((resolve) => batches.push(() => resolve(records.map(() => true))));
  const segments = bound(shared.segments, (name) => (name === "insert" ? insert : undefined));
  let now = 0;
  const inserter = new Inserter(
    bound(shared, (name) => (name === "segments" ? segments : undefined)),
    { ...realEnvironment, monotonic: () => now },
  );
  const record = { id: "a", address: { namespace: "a" } } as SegmentRecord;
  const first = inserter.insert(record);
  await Promise.resolve();
  const others = Array.from({ length: 300 }, () => inserter.insert(record));
  now = 400;
  expect(inserter.delayMs).toBe(0);
  batches[0]?.([]);
  await first;
  await vi.waitFor(() => expect(batches).toHaveLength(2));
  expect(inserter.delayMs).toBe(400);
  batches[1]?.([]);
  await others[0];
  await vi.waitFor(() => expect(batches).toHaveLength(3));
  expect(inserter.delayMs).toBe(0);
  batches[2]?.([]);
  await Promise.all(others);
});

test("C7 a run whose deadline has passed writes no flow", async () => {
  const { engine } = await startEngine(createMemoryStore());
  const run = engine.run(
    { flowId: "f", definition: { kind: "spec", spec: chain(1) }, input: json(1) },
    { deadline: performance.now() - 10 },
  );
  await expect(run).rejects.toMatchObject({ reason: "DEADLINE_EXCEEDED" });
  await expect(engine.getFlowDetails({ flowId: "f" })).rejects.toMatchObject({ reason: "FLOW_NOT_FOUND" });
});

test("a wall clock that jumps moves no deadline", async () => {
  const { engine } = await startEngine(createMemoryStore());
  const deadline = performance.now() + 20_000;
  const jumped = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 7_200_000);
  onTestFinished(() => jumped.mockRestore());
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } }, { deadline });
  const outcome = { kind: "result", result: json(1) } as const;
  const completed = await engine.taskComplete({ flowId: "f", taskId: "t0", outcome }, { deadline });
  expect(completed.flow.state).toBe("SUCCEEDED");
});
