/**
 * What callers are told while the database is gone: STORE_UNAVAILABLE, and before their own deadlines pass.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import type { CallContext, Engine } from "../../src/engine/index.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import type { Store } from "../../src/store/store.js";
import { testDatabase } from "../mongod/database.js";
import { type TcpProxy, tcpProxy } from "../store/tcp-proxy.js";
import { chain, json } from "./json-payload.js";

let proxy: TcpProxy;
let store: Store;
let engine: Engine;

beforeEach(async () => {
  const { uri, dbName } = testDatabase();
  proxy = await tcpProxy(Number(new URL(uri).port));
  store = createMongoStore({ uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, database: dbName });
  engine = await createEngine({ store });
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
});
afterEach(async () => {
  proxy.restore();
  await engine.stop(0);
  await store.close();
  await proxy.close();
});

const CALLS: Readonly<Record<string, (call: CallContext) => Promise<unknown>>> = {
  run: (call) => engine.run({ flowId: "g", definition: { kind: "spec", spec: chain(1) } }, call),
  taskComplete: (call) =>
    engine.taskComplete({ flowId: "f", taskId: "t0", outcome: { kind: "result", result: json(1) } }, call),
  getFlowDetails: (call) => engine.getFlowDetails({ flowId: "f", view: "TASKS" }, call),
  cancelFlow: (call) => engine.cancelFlow({ flowId: "f" }, call),
};

describe.each([
  ["is cut off", () => proxy.cut()],
  ["takes everything and answers nothing", () => proxy.loseAnswers()],
])("while the database %s", (_how, lose) => {
  test.each(Object.keys(CALLS))("%s is refused as STORE_UNAVAILABLE before its deadline", async (name) => {
    lose();
    const deadline = performance.now() + 3_000;
    await expect(CALLS[name]?.({ deadline })).rejects.toMatchObject({
      reason: "STORE_UNAVAILABLE",
      message: expect.stringContaining("the outcome is unknown, repeat the request"),
    });
    expect(performance.now()).toBeLessThan(deadline);
  });
});

test("without a deadline a call is refused once the driver finds no server, and the same one succeeds after", async () => {
  proxy.cut();
  await expect(engine.getFlowDetails({ flowId: "f" })).rejects.toMatchObject({ reason: "STORE_UNAVAILABLE" });
  proxy.restore();
  await expect.poll(() => engine.health(), { timeout: 10_000 }).toMatchObject({ ok: true });
  expect((await engine.getFlowDetails({ flowId: "f" })).flow.state).toBe("RUNNING");
});
