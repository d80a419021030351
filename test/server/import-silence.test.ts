/**
 * An import whose producer falls silent: its caller hears why it was ended, over a connection and within one process.
 */
import { expect, it, onTestFinished } from "vitest";
import { Client, type TaskSpec } from "../../src/client/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { startEngine } from "../engine/stores.js";
import { VirtualTime } from "../engine/virtual-time.js";
import { engineUnderTest, gate } from "../testing/engine-under-test.js";
import { startServer } from "./running-server.js";

const SILENT = {
  code: "RESOURCE_EXHAUSTED",
  reason: "OVERLOADED",
  message: expect.stringContaining("tasks were waited for 30000 ms"),
  metadata: { limit: "import_silence", value: "30000 ms" },
};

/** One task, then nothing until the test has ended. */
function silentProducer() {
  const { opened, open } = gate();
  onTestFinished(open);
  return async function* (): AsyncGenerator<TaskSpec> {
    yield { name: "a", type: "work" };
    await opened;
  };
}

/** Time passes until the call is over. */
async function over(call: Promise<unknown>, advance: () => Promise<unknown>): Promise<void> {
  let isOver = false;
  call
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  await expect
    .poll(
      async () => {
        await advance();
        return isOver;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
}

it("is ended over a connection", async () => {
  const time = new VirtualTime();
  const { engine } = await startEngine(createMemoryStore({ now: time.now }), { environment: time.environment() });
  const { grpcPort } = await startServer(engine);
  const client = new Client({ address: `127.0.0.1:${grpcPort}` });
  onTestFinished(() => client.close());
  const imported = client.importDefinition({ name: "d" }, { tasks: silentProducer()() });
  await over(imported, () => time.advance(30_000));
  await expect(imported).rejects.toMatchObject(SILENT);
  expect(await client.importDefinition({ name: "d", tasks: [{ name: "a", type: "work" }] })).toMatchObject({
    taskCount: 1,
  });
});

it("is ended in a test engine", async () => {
  const engine = await engineUnderTest();
  const imported = engine.client.importDefinition({ name: "d" }, { tasks: silentProducer()() });
  await over(imported, () => engine.advance("30s"));
  await expect(imported).rejects.toMatchObject(SILENT);
});
