/**
 * A server on the real engine over a store in memory, for one test.
 */
import { onTestFinished } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import type { ServerConfig } from "../../src/server/config.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { startServer, type TestServer } from "../server/running-server.js";

export function serveMemory(): Promise<TestServer> {
  return serveMemoryWith({});
}

export async function serveMemoryWith(config: Partial<ServerConfig>): Promise<TestServer> {
  const store = createMemoryStore();
  const engine = await createEngine({ store });
  const server = await startServer(engine, config);
  onTestFinished(async () => {
    await server.stop();
    await store.close();
  });
  return server;
}
