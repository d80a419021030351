/**
 * What waits and what is held, as any process tells it: whoever the executors are connected to.
 */
import { describe, expect, test } from "vitest";
import { flowDefinition } from "../../src/embedded/flow-definition.js";
import type { Engine } from "../../src/engine/index.js";
import { STORES, startEngines } from "./stores.js";

function spec(name: string, types: readonly string[]) {
  return flowDefinition({ name, tasks: types.map((type, index) => ({ name: `t${index}`, type })) });
}

async function run(engine: Engine, flowId: string, ...types: string[]) {
  await engine.run({ flowId, definition: { kind: "spec", spec: spec(flowId, types) } });
}

describe.each(STORES)("work under way on the $name store", ({ make }) => {
  test("tells queues by what waits there the longest, and sessions by what they hold", async () => {
    const [one, two] = await startEngines(make(), 2);
    if (one === undefined || two === undefined) throw new Error("two engines were asked for");
    await run(one.engine, "first", "mail", "mail", "print");
    await run(one.engine, "second", "mail");
    const poll = { queues: ["mail"], sessionId: "worker-1", workerId: "host-1", maxInFlight: 5, leaseMs: 60_000 };
    const { tasks } = await one.engine.pollReadyTasks({ ...poll, maxTasks: 2 });
    expect(tasks).toHaveLength(2);
    for (const { engine } of [one, two]) {
      const { queues, sessions, more, time } = await engine.workUnderWay({});
      expect(queues).toMatchObject([
        { queue: "print", kind: "EXECUTE", ready: 1, running: 0 },
        { queue: "mail", kind: "EXECUTE", ready: 1, running: 2 },
      ]);
      for (const { readySince = 0 } of queues) expect(time - readySince).toBeGreaterThanOrEqual(0);
      expect(sessions).toMatchObject([
        { sessionId: "worker-1", workerId: "host-1", holds: 2, queues: ["mail"], leaseMs: 60_000 },
      ]);
      expect(sessions[0]?.expireTime).toBeGreaterThan(time);
      expect(sessions[0]?.holdsSince).toBeLessThanOrEqual(time);
      expect(more).toBe(false);
    }
  });

  test("tells who is connected here, with nothing to do, and nothing of other namespaces", async () => {
    const [started] = await startEngines(make(), 1);
    if (started === undefined) throw new Error("an engine was asked for");
    const { engine } = started;
    await engine.run({ namespace: "other", flowId: "f", definition: { kind: "spec", spec: spec("f", ["secret"]) } });
    const session = await engine.openSession({ queues: ["idle"], sessionId: "waits", maxInFlight: 3 });
    const { queues, sessions } = await engine.workUnderWay({});
    expect(queues).toEqual([
      {
        queue: "idle",
        kind: "EXECUTE",
        paused: false,
        concurrencyLimit: 0,
        ready: 0,
        running: 0,
        sessions: 1,
        credit: 3,
      },
    ]);
    expect(sessions).toMatchObject([{ sessionId: "waits", process: engine.process, holds: 0, queues: [] }]);
    await session.close();
    await expect(engine.workUnderWay({ namespace: "No" })).rejects.toMatchObject({ reason: "INVALID_FIELD" });
  });

  test("does not tell of what a suspended flow holds back", async () => {
    const [started] = await startEngines(make(), 1);
    if (started === undefined) throw new Error("an engine was asked for");
    const { engine } = started;
    await run(engine, "f", "mail");
    await engine.suspendFlow({ flowId: "f" });
    expect((await engine.workUnderWay({})).queues).toEqual([]);
    await engine.resumeFlow({ flowId: "f" });
    expect((await engine.workUnderWay({})).queues).toMatchObject([{ queue: "mail", ready: 1 }]);
  });

  test("reads a share of every queue where more waits than it reads, and says so", async () => {
    const [started] = await startEngines(make(), 1);
    if (started === undefined) throw new Error("an engine was asked for");
    const { engine } = started;
    for (let index = 0; index < 101; index += 1) await run(engine, `a-${index}`, "aaa");
    await run(engine, "z", "zzz");
    const { queues, more } = await engine.workUnderWay({});
    expect(more).toBe(true);
    expect(queues).toMatchObject([
      { queue: "aaa", ready: 100 },
      { queue: "zzz", ready: 1 },
    ]);
  });
});
