/**
 * A gRPC server in this process, on a store of its own.
 */
import { createEngine } from "../../../src/engine/index.js";
import { serverConfig } from "../../../src/server/config.js";
import { createServer } from "../../../src/server/create-server.js";
import { createLogger } from "../../../src/server/logger.js";
import type { Store } from "../../../src/store/store.js";

export interface GrpcServer {
  /** "host:port" */
  readonly address: string;
  /** Ends server, engine and store. */
  stop(): Promise<void>;
}

export async function startServer(store: Store): Promise<GrpcServer> {
  const engine = await createEngine({ store });
  // What shares its process with a test, and a machine with many, comes late for other reasons than too much to do.
  const config = serverConfig({ port: 0, httpPort: 0, maxSessionsPerConnection: 1_000, maxQueueingDelay: 60_000 });
  const server = await createServer({ engine, config, logger: createLogger("silent") });
  return {
    address: `127.0.0.1:${server.grpcPort}`,
    stop: async () => {
      await server.stop();
      await store.close();
    },
  };
}
