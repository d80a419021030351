/**
 * A server on the real engine over a store in memory, for one test.
 */
import { onTestFinished } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { startServer, type TestServer } from "../server/running-server.js";

export async function serveMemory(): Promise<TestServer> {
  const store = createMemoryStore();
  const engine = await createEngine({ store });
  const server = await startServer(engine);
  onTestFinished(async () => {
    await server.stop();
    await store.close();
  });
  return server;
}
