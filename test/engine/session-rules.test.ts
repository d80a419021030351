/**
 * The rules of sessions and leases, one by one: L1 one owner, L2 processes renew, L3 renewal and expiry, L4 reconcile,
 * L5 clocks, M5 deliveries that cannot be assembled. docs/rules.md says what each closes.
 */
import { describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { VirtualTime } from "./virtual-time.js";
import { withoutHints } from "./without-hints.js";

const done = { kind: "result", result: json("done") } as const;
const many = (count: number) => flow(Array.from({ length: count }, (_, index) => task(`t${index}`)));

/** Engines on one store, in one time; all stopped at the end. */
function inOneWorld(name: string, body: (world: World) => Promise<void>): void {
  test(name, async () => {
    const time = new VirtualTime();
    const store = createMemoryStore({ now: time.now });
    const engines: Engine[] = [];
    const start = async (seen: Store = store, at = time) => {
      const engine = await createEngine({ store: seen, environment: at.environment() });
      engines.push(engine);
      return engine;
    };
    try {
      await body({ time, store, start });
    } finally {
      const stopping = Promise.all(engines.map((engine) => engine.stop(0)));
      await time.advance(1);
      await Promise.race([stopping, time.advance(1)]);
    }
  });
}

interface World {
  readonly time: VirtualTime;
  readonly store: Store;
  start(seen?: Store, at?: VirtualTime): Promise<Engine>;
}

describe("L1 one owner", () => {
  inOneWorld(
    "a second stream takes the session over on another process, and the credit is spent once",
    async (world) => {
      const first = await world.start();
      const second = await world.start();
      const before = await startExecutor(first, { sessionId: "s", maxInFlight: 2 });
      await first.run({ flowId: "f", definition: { kind: "spec", spec: many(5) } });
      await before.receivedAtLeast(2);
      const after = await startExecutor(second, { sessionId: "s", maxInFlight: 2 });
      expect((await after.receivedAtLeast(2)).map(({ taskId }) => taskId)).toEqual(["t0", "t1"]);
      await world.time.advance(5_000);
      await expect(before.ended).rejects.toMatchObject({ reason: "SESSION_TAKEN_OVER" });
      const [ready] = after.received;
      await first.taskComplete({ flowId: "f", taskId: "t0", claimToken: ready!.claimToken, outcome: done });
      await world.time.advance(2_000);
      expect(after.received.map(({ taskId }) => taskId)).toEqual(["t0", "t1", "t2"]);
      expect(before.received).toHaveLength(2);
    },
  );

  inOneWorld("a guessed session id of another caller is not found", async ({ start }) => {
    const engine = await start();
    await engine.openSession({ queues: ["work"], sessionId: "s" }, { principal: "alice" });
    const guessed = engine.openSession({ queues: ["work"], sessionId: "s" }, { principal: "mallory" });
    await expect(guessed).rejects.toMatchObject({ reason: "SESSION_NOT_FOUND" });
    const kept = engine.keepSession({ sessionId: "s" }, { principal: "mallory" });
    await expect(kept).rejects.toMatchObject({ reason: "SESSION_NOT_FOUND" });
  });
});

inOneWorld(
  "L2 a connected session lives as long as its process renews, far beyond its own lease",
  async ({ time, start }) => {
    const engine = await start();
    const other = await start();
    const executor = await startExecutor(engine, { sessionId: "s", leaseMs: 1_000 });
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    const [ready] = await executor.receivedAtLeast(1);
    const watching = await startExecutor(other, { sessionId: "other" });
    await time.advance(600_000);
    expect(watching.received).toEqual([]);
    const answer = await other.taskComplete({
      flowId: "f",
      taskId: "t0",
      claimToken: ready!.claimToken,
      outcome: done,
    });
    expect(answer.flow.state).toBe("SUCCEEDED");
  },
);

inOneWorld(
  "L2 a session whose closing did not reach the store does not live for ever",
  async ({ time, store, start }) => {
    let lost = true;
    const sessions = bound(store.sessions, (name) => {
      if (name !== "detach" || !lost) return undefined;
      return async () => {
        throw new StoreUnavailable("no answer");
      };
    });
    const engine = await start(bound(store, (name) => (name === "sessions" ? sessions : undefined)));
    const executor = await startExecutor(engine, { sessionId: "s", leaseMs: 1_000 });
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    await executor.receivedAtLeast(1);
    await expect(executor.session.close()).rejects.toThrow("no answer");
    lost = false;
    const other = await startExecutor(engine, { sessionId: "other" });
    await time.advance(10_000);
    expect(other.received).toMatchObject([{ taskId: "t0", attempt: 2 }]);
  },
);

describe("L3 expiry", () => {
  inOneWorld("a claim that lands after its session expired is found by its holder and taken back", async (world) => {
    const engine = await world.start();
    const session = await engine.openSession({ queues: ["work"], sessionId: "s", leaseMs: 1_000 });
    await session.close();
    await world.time.advance(10_000);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    // As a process would have written it that had not heard of the expiry.
    const [record] = await world.store.segments.list({ namespace: "default" }, undefined, 1);
    const [whole] = await world.store.segments.read([record!.id]);
    const claim = { token: "1.late", session: "s", epoch: 1, owner: "gone", worker: "", claimTime: world.time.now() };
    await world.store.segments.update([
      {
        guard: { id: whole!.id, version: whole!.version, commit: whole!.commit },
        process: "gone",
        round: 1,
        nodes: new Map([[0, { ...whole!.nodes.get(0)!, state: "RUNNING", attempt: 1, claim }]]),
        heads: [],
        holders: ["s@1"],
        counts: { RUNNING: 1 },
      },
    ]);
    const executor = await startExecutor(engine, { sessionId: "other" });
    await world.time.advance(12_000);
    expect(executor.received).toMatchObject([{ taskId: "t0", attempt: 2 }]);
  });

  inOneWorld("of the sessions that work on a flow only the one that expires loses its claims", async (world) => {
    const engine = await world.start();
    const gone = await startExecutor(engine, { sessionId: "gone", leaseMs: 1_000 });
    const stays = await startExecutor(engine, { sessionId: "stays", maxInFlight: 1 });
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: many(2) } });
    const [theirs] = await gone.receivedAtLeast(1);
    const [own] = await stays.receivedAtLeast(1);
    await gone.session.close();
    await world.time.advance(20_000);
    const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "FULL" });
    const told = tasks.map(({ taskId, state, attempts }) => [taskId, state, attempts.map(({ end }) => end)]);
    expect(new Map(told.map(([taskId, ...rest]) => [taskId, rest]))).toEqual(
      new Map([
        [theirs?.taskId, ["READY", ["LEASE_LOST"]]],
        [own?.taskId, ["RUNNING", []]],
      ]),
    );
  });

  inOneWorld("an expired session id opens a new life that holds nothing of the old one", async ({ time, start }) => {
    const engine = await start();
    const executor = await startExecutor(engine, { sessionId: "s", leaseMs: 1_000 });
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    const [first] = await executor.receivedAtLeast(1);
    await executor.session.close();
    await time.advance(20_000);
    const again = await startExecutor(engine, { sessionId: "s", leaseMs: 1_000 });
    expect(await again.frame("opened")).toMatchObject({ resumed: false });
    const [next] = await again.receivedAtLeast(1);
    expect(next).toMatchObject({ taskId: "t0", attempt: 2 });
    expect(next?.claimToken).not.toBe(first?.claimToken);
  });
});

describe("L4 reconcile", () => {
  inOneWorld("credit that a completion elsewhere freed comes back though its hint was lost", async (world) => {
    const engine = await world.start(withoutHints(world.store));
    const elsewhere = await world.start();
    const executor = await startExecutor(engine, { sessionId: "s" });
    await elsewhere.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
    await world.time.advance(2_000);
    const [ready] = await executor.receivedAtLeast(1);
    await elsewhere.taskComplete({ flowId: "f", taskId: "t0", claimToken: ready!.claimToken, outcome: done });
    await world.time.advance(4_000);
    expect(executor.received.map(({ taskId }) => taskId)).toEqual(["t0", "t1"]);
  });

  inOneWorld("a claim that was never sent is sent by the next comparison", async (world) => {
    const engine = await world.start();
    const executor = await startExecutor(engine, { sessionId: "s", maxInFlight: 2 });
    await engine.run({
      flowId: "f",
      definition: { kind: "spec", spec: chain(1) },
      notBeforeTime: world.time.now() + 1e9,
    });
    const [listed] = await world.store.segments.list({ namespace: "default" }, undefined, 1);
    const { id } = listed!;
    const [whole] = await world.store.segments.read([id]);
    const owner = engine.process;
    const claim = { token: "1.unsent", session: "s", epoch: 1, owner, worker: "", claimTime: world.time.now() };
    const entry = { state: "RUNNING", version: 2, attempt: 1, tries: 0, losses: 0, readyTime: 1, claim } as const;
    await world.store.segments.update([
      {
        guard: { id, version: whole!.version, commit: whole!.commit },
        process: "another",
        round: 1,
        nodes: new Map([[0, entry]]),
        holders: ["s@1"],
        counts: { RUNNING: 1 },
      },
    ]);
    await world.time.advance(4_000);
    expect(executor.received.map(({ claimToken }) => claimToken)).toEqual(["1.unsent"]);
  });
});

describe("L5 clocks", () => {
  inOneWorld("a process expires nobody before it has served for one lease itself", async ({ time, store, start }) => {
    const engine = await start();
    const session = await engine.openSession({ queues: ["work"], sessionId: "s", leaseMs: 1_000 });
    await session.close();
    await engine.stop(0);
    await time.advance(60_000);
    await start();
    const stateOf = async () => (await store.sessions.read([{ namespace: "default", session: "s" }]))[0]?.state;
    await time.advance(4_000);
    expect(await stateOf()).toBe("LIVE");
    await time.advance(3_000);
    expect(await stateOf()).toBe("EXPIRED");
  });

  inOneWorld("a jump of the database's clock pauses expiry for one lease", async (world) => {
    let jump = 0;
    const jumping = bound(world.store, (name) =>
      name === "readTime" ? async () => (await world.store.readTime()) + jump : undefined,
    );
    const engine = await world.start(jumping);
    const expired: number[] = [];
    engine.metrics.on((event) => {
      if (event.kind === "expired") expired.push(world.time.now());
    });
    const session = await engine.openSession({ queues: ["work"], sessionId: "s", leaseMs: 1_000 });
    await world.time.advance(6_000);
    await session.close();
    const closed = world.time.now();
    jump = 10_000;
    await world.time.advance(12_000);
    expect(expired).toHaveLength(1);
    expect(expired[0]! - closed).toBeGreaterThanOrEqual(5_000);
  });
});

inOneWorld("M5 a delivery that cannot be assembled is given back without burning a try", async (world) => {
  let lost = true;
  const payloads = bound(world.store.payloads, (name) => {
    if (name !== "get") return undefined;
    return (ids: readonly string[]) => (lost ? Promise.resolve(new Map()) : world.store.payloads.get(ids));
  });
  const engine = await world.start(bound(world.store, (name) => (name === "payloads" ? payloads : undefined)));
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
  await engine.taskComplete({
    flowId: "f",
    taskId: "t0",
    outcome: { kind: "result", result: json("x".repeat(5_000)) },
  });
  const executor = await startExecutor(engine);
  await world.time.advance(100);
  expect(executor.received).toEqual([]);
  lost = false;
  await world.time.advance(2_000);
  expect(executor.received).toMatchObject([{ taskId: "t1", tries: 0 }]);
});
