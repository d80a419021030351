/**
 * What callers are told while the database is gone: STORE_UNAVAILABLE, and before their own deadlines pass.
 */
import { describe, expect, type TestContext, test } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import type { CallContext, Engine } from "../../src/engine/index.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { testDatabase } from "../mongod/database.js";
import { type TcpProxy, tcpProxy } from "../store/tcp-proxy.js";
import { chain, json } from "./json-payload.js";

/** An engine with a flow, and the way to its database. */
async function engineBehindProxy({
  onTestFinished,
}: Pick<TestContext, "onTestFinished">): Promise<{ readonly engine: Engine; readonly proxy: TcpProxy }> {
  const { uri, dbName } = testDatabase();
  const proxy = await tcpProxy(Number(new URL(uri).port));
  const store = createMongoStore({ uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, database: dbName });
  const engine = await createEngine({ store });
  onTestFinished(async () => {
    proxy.restore();
    await engine.stop(0);
    await store.close();
    await proxy.close();
  });
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
  return { engine, proxy };
}

const CALLS: Readonly<Record<string, (engine: Engine, call: CallContext) => Promise<unknown>>> = {
  run: (engine, call) => engine.run({ flowId: "g", definition: { kind: "spec", spec: chain(1) } }, call),
  taskComplete: (engine, call) =>
    engine.taskComplete({ flowId: "f", taskId: "t0", outcome: { kind: "result", result: json(1) } }, call),
  getFlowDetails: (engine, call) => engine.getFlowDetails({ flowId: "f", view: "TASKS" }, call),
  cancelFlow: (engine, call) => engine.cancelFlow({ flowId: "f" }, call),
};

describe.each([
  ["is cut off", (proxy: TcpProxy) => proxy.cut()],
  ["takes everything and answers nothing", (proxy: TcpProxy) => proxy.loseAnswers()],
])("while the database %s", (_how, lose) => {
  // Beside each other: all that they do is wait.
  test.concurrent.for(Object.keys(CALLS))(
    "%s is refused as STORE_UNAVAILABLE before its deadline",
    async (name, its) => {
      const { engine, proxy } = await engineBehindProxy(its);
      lose(proxy);
      const deadline = performance.now() + 3_000;
      await expect(CALLS[name]?.(engine, { deadline })).rejects.toMatchObject({
        reason: "STORE_UNAVAILABLE",
        message: expect.stringContaining("the outcome is unknown, repeat the request"),
      });
      expect(performance.now()).toBeLessThan(deadline);
    },
  );
});

test("without a deadline a call is refused once the driver finds no server, and the same one succeeds after", async (its) => {
  const { engine, proxy } = await engineBehindProxy(its);
  proxy.cut();
  await expect(engine.getFlowDetails({ flowId: "f" })).rejects.toMatchObject({ reason: "STORE_UNAVAILABLE" });
  proxy.restore();
  await expect.poll(() => engine.health(), { timeout: 10_000 }).toMatchObject({ ok: true });
  expect((await engine.getFlowDetails({ flowId: "f" })).flow.state).toBe("RUNNING");
});
