/**
 * What keeps a process in order by itself: its lease, its sweep, its end. Each test lets something go wrong that must not
 * take the rest with it.
 */
import { expect, test } from "vitest";
import type { HintListener, Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

/** The store with some members of one of its parts replaced. */
function withPart(store: Store, part: "segments" | "sessions" | "payloads", replace: (name: string) => unknown): Store {
  const replaced = bound(store[part] as object, replace);
  return bound(store, (name) => (name === part ? replaced : undefined));
}

test("the lease is renewed though comparing what its sessions hold takes for ever", () =>
  inOneWorld(async ({ time, store, start }) => {
    let slow = false;
    const seen = withPart(store, "segments", (name) =>
      name === "heldBy" && slow ? () => new Promise(() => undefined) : undefined,
    );
    const engine = await start(seen);
    const executor = await startExecutor(engine, { sessionId: "s" });
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
    await executor.receivedAtLeast(1);
    slow = true;
    await time.advance(20_000);
    const { live } = await store.sessions.processes();
    expect(live).toEqual([engine.process]);
  }));

test("a session whose account cannot be compared does not keep others from it", () =>
  inOneWorld(async ({ time, store, start }) => {
    const seen = withPart(store, "segments", (name) => {
      if (name !== "heldBy") return undefined;
      return (namespace: string, session: string) =>
        session === "a" ? Promise.reject(new Error("broken")) : store.segments.heldBy(namespace, session);
    });
    const engine = await start(bound(seen, (name) => (name === "listen" ? silent : undefined)));
    const elsewhere = await start();
    const executors = [
      await startExecutor(engine, { sessionId: "a" }),
      await startExecutor(engine, { sessionId: "b" }),
    ];
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: flow(["x", "y", "z"].map((n) => task(n))) } });
    const [, held] = await Promise.all(executors.map((executor) => executor.receivedAtLeast(1)));
    const { taskId, claimToken } = held![0]!;
    const outcome = { kind: "result", result: json(1) } as const;
    await elsewhere.taskComplete({ flowId: "f", taskId, claimToken, outcome });
    await time.advance(5_000);
    expect(executors[1]!.received).toHaveLength(2);
  }));

test("gaps in the hints do not make the sweep run more often for ever", () =>
  inOneWorld(async ({ time, store, start }) => {
    let listener: HintListener | undefined;
    let sweeps = 0;
    const counted = withPart(store, "segments", (name) => {
      if (name !== "due") return undefined;
      return async (...args: Parameters<typeof store.segments.due>) => {
        sweeps += 1;
        // The hints' stream breaks while the sweep runs.
        if (sweeps <= 5) listener?.gap();
        return store.segments.due(...args);
      };
    });
    const seen = bound(counted, (name) => {
      if (name !== "listen") return undefined;
      return (process: string, heard: HintListener) => {
        listener = heard;
        return store.listen(process, heard);
      };
    });
    await start(seen);
    await time.advance(10_000);
    sweeps = 5;
    await time.advance(9_000);
    expect(sweeps - 5).toBeLessThanOrEqual(13);
  }));

test("a session is not opened in an engine that stops", () =>
  inOneWorld(async ({ time, store, start }) => {
    let open: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    const seen = withPart(store, "sessions", (name) => {
      if (name !== "open") return undefined;
      return async (...args: Parameters<typeof store.sessions.open>) => {
        const opened = await store.sessions.open(...args);
        await held;
        return opened;
      };
    });
    const engine = await start(seen);
    const opening = engine.openSession({ queues: ["work"], sessionId: "s" });
    const refused = expect(opening).rejects.toMatchObject({ reason: "DRAINING" });
    const stopping = engine.stop(100);
    await time.advance(200);
    await stopping;
    open();
    await refused;
    const [record] = await store.sessions.read([{ namespace: "default", session: "s" }]);
    expect(record?.owner).toBeUndefined();
    await expect(engine.openSession({ queues: ["work"] })).rejects.toMatchObject({ reason: "DRAINING" });
  }));

test("an engine that can't close a session ends in order all the same", () =>
  inOneWorld(async ({ time, store, start }) => {
    const told: unknown[] = [];
    const seen = withPart(store, "sessions", (name) =>
      name === "detach" ? () => Promise.reject(new StoreUnavailable("no answer")) : undefined,
    );
    const engine = await start(seen, (event) => {
      if (event.kind === "error") told.push(event.what);
    });
    await engine.openSession({ queues: ["work"], sessionId: "s" });
    const stopping = engine.stop(100);
    await time.advance(200);
    await stopping;
    expect(told).toEqual(["stopping"]);
    const { live } = await store.sessions.processes();
    expect(live).toEqual([]);
  }));

test("the sessions of a dead process end in one sweep, however many they are", () =>
  inOneWorld(async ({ time, store, start }) => {
    for (let index = 0; index < 250; index += 1) {
      await store.sessions.open({
        namespace: "default",
        session: `s${index}`,
        principal: "",
        worker: "",
        leaseMs: 1_000,
      });
    }
    const ended: number[] = [];
    await start(store, (event) => {
      if (event.kind === "expired") ended.push(event.sessions);
    });
    await time.advance(7_000);
    expect(ended.reduce((sum, count) => sum + count, 0)).toBe(250);
  }));

test("L5 after a time in which nobody could renew, nobody's session is ended for one lease", () =>
  inOneWorld(async ({ time, store, start }) => {
    let down = false;
    const expired: number[] = [];
    const answering = <Part extends object>(part: Part): Part =>
      new Proxy(part, {
        get: (target, name) => {
          const value = Reflect.get(target, name, target);
          if (typeof value !== "function") return value;
          return (...args: unknown[]) =>
            down ? Promise.reject(new StoreUnavailable("no answer")) : Reflect.apply(value, target, args);
        },
      });
    const sessions = answering(store.sessions);
    const segments = answering(store.segments);
    const seen = bound(store, (name) => {
      if (name === "sessions") return sessions;
      if (name === "segments") return segments;
      if (name !== "readTime") return undefined;
      return () => (down ? Promise.reject(new StoreUnavailable("no answer")) : store.readTime());
    });
    await start(seen, (event) => {
      if (event.kind === "expired") expired.push(time.now());
    });
    await store.sessions.open({ namespace: "default", session: "s", principal: "", worker: "", leaseMs: 10_000 });
    await time.advance(7_000);
    down = true;
    await time.advance(20_000);
    down = false;
    const back = time.now();
    await time.advance(10_000);
    expect(expired).toHaveLength(1);
    expect(expired[0]! - back).toBeGreaterThanOrEqual(5_000);
  }));

test.each([
  ["before", 0],
  ["after", 4_000],
])("L5 a slow answer of the database's clock, read %s the wait, does not move the engine's time", (_name, late) =>
  inOneWorld(async ({ time, store, start }) => {
    let isSlow = false;
    const seen = bound(store, (name) => {
      if (name !== "readTime") return undefined;
      return async () => {
        const now = await store.readTime();
        if (!isSlow) return now;
        isSlow = false;
        await new Promise<void>((resolve) => void time.environment().setTimer(4_000, resolve));
        return now + late;
      };
    });
    const engine = await start(seen);
    await time.advance(2_000);
    isSlow = true;
    const off: number[] = [];
    for (let step = 0; step < 60; step += 1) {
      await time.advance(100);
      off.push(Math.abs(engine.now() - time.now()));
    }
    expect(isSlow).toBe(false);
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
  }),
);

const silent = () => ({ open: Promise.resolve(), close: async () => undefined });
