// A real server in this process for the client's tests: engine and gRPC on a free port, on the memory store or on a
// database of the run's mongod, with clients and executors that end with the test.
import { onTestFinished } from "vitest";
import { Client, type ClientOptions, Executor, type ExecutorOptions } from "../../src/client/index.js";
import { createEngine } from "../../src/engine/index.js";
import { type ServerConfig, serverConfig } from "../../src/server/config.js";
import { createServer, type RunningServer } from "../../src/server/create-server.js";
import { createLogger } from "../../src/server/logger.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import type { Store } from "../../src/store/store.js";

export interface RealServerOptions {
  /** Default: a memory store of its own. */
  readonly mongodb?: { readonly uri: string; readonly dbName: string };
  readonly config?: Partial<ServerConfig>;
}

export interface RealServer {
  readonly address: string;
  client(options?: Partial<ClientOptions>): Client;
  /** Started, and drained when the test is over. */
  executor(options: Omit<ExecutorOptions, "client"> & { readonly client?: Client }): Promise<Executor>;
  /** Stops engine and server; the store stays. */
  stop(): Promise<void>;
  /** Starts them again on the same port and store. */
  start(): Promise<void>;
}

export async function startRealServer(options: RealServerOptions = {}): Promise<RealServer> {
  const store = storeOf(options);
  const clients: Client[] = [];
  const executors: Executor[] = [];
  let running = await serve(store, { port: 0, ...options.config });
  const port = running.grpcPort;
  const address = `127.0.0.1:${port}`;
  let up = true;
  const stop = async (): Promise<void> => {
    up = false;
    await running.stop();
  };
  const client = (own: Partial<ClientOptions> = {}): Client => {
    const made = new Client({ address, ...own });
    clients.push(made);
    return made;
  };
  onTestFinished(async () => {
    await Promise.all(executors.map((executor) => executor.drain({ deadline: up ? "5s" : 0 })));
    for (const made of clients) {
      made.close();
    }
    await stop();
    await store.close();
  });
  return {
    address,
    client,
    executor: async (own) => {
      const executor = new Executor({ ...own, client: own.client ?? client() });
      executors.push(executor);
      await executor.start();
      return executor;
    },
    stop,
    start: async () => {
      running = await serve(store, { ...options.config, port });
      up = true;
    },
  };
}

function storeOf({ mongodb }: RealServerOptions): Store {
  return mongodb === undefined ? createMemoryStore() : createMongoStore({ uri: mongodb.uri, database: mongodb.dbName });
}

async function serve(store: Store, config: Partial<ServerConfig>): Promise<RunningServer> {
  const engine = await createEngine({ store });
  const logger = createLogger("silent");
  // What shares its process with a test, and a machine with many, comes late for other reasons than too much to do.
  const calm = { httpPort: 0, stopGrace: 1_000, maxQueueingDelay: 60_000 };
  return await createServer({ engine, config: serverConfig({ ...calm, ...config }), logger });
}
