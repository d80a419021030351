// A server within this process, on a memory store, for commands that run within it, too.
import { createEngine } from "../../src/engine/index.js";
import { serverConfig } from "../../src/server/config.js";
import { createServer } from "../../src/server/create-server.js";
import { createLogger } from "../../src/server/logger.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";

export interface ServerOfCommands {
  readonly address: string;
  stop(): Promise<void>;
}

export async function serverOfCommands(): Promise<ServerOfCommands> {
  const store = createMemoryStore();
  const engine = await createEngine({ store });
  // What shares its process with a test, and a machine with many, comes late for other reasons than too much to do.
  const config = serverConfig({ port: 0, httpPort: 0, stopGrace: 1_000, maxQueueingDelay: 60_000 });
  const server = await createServer({ engine, config, logger: createLogger("silent") });
  return {
    address: `127.0.0.1:${server.grpcPort}`,
    async stop() {
      await server.stop();
      await store.close();
    },
  };
}
