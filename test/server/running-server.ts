/**
 * A server on a free port of the loopback for one test, stopped when the test is over.
 */
import type { ChannelCredentials, ChannelOptions } from "@grpc/grpc-js";
import { onTestFinished } from "vitest";
import type { Engine } from "../../src/engine/engine.js";
import { type ServerConfig, serverConfig } from "../../src/server/config.js";
import { createServer, type RunningServer, type ServerOptions } from "../../src/server/create-server.js";
import { createLogger } from "../../src/server/logger.js";
import { type RawClient, rawClient } from "./raw-client.js";

export interface TestServer extends RunningServer {
  /** Connected to it. */
  readonly client: RawClient;
  /** What it logged, one object for each line. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Another connection. */
  connect(channel?: ChannelCredentials, options?: ChannelOptions): RawClient;
  /** Resolves when a line is logged that the test waits for. */
  logged(found: (line: Readonly<Record<string, unknown>>) => boolean): Promise<Readonly<Record<string, unknown>>>;
}

export async function startServer(
  engine: Engine,
  { uiFolder, ...config }: Partial<ServerConfig> & Pick<ServerOptions, "uiFolder"> = {},
  channel?: ChannelCredentials,
): Promise<TestServer> {
  const log: Readonly<Record<string, unknown>>[] = [];
  const listeners = new Set<() => void>();
  const logger = createLogger(config.logLevel ?? "debug", {
    write: (line) => {
      log.push(JSON.parse(line));
      for (const listener of listeners) listener();
    },
  });
  const server = await createServer({
    engine,
    // What shares its process with a test, and a machine with many, comes late for other reasons than too much to do.
    config: serverConfig({ port: 0, httpPort: 0, stopGrace: 1_000, maxQueueingDelay: 60_000, ...config }),
    logger,
    ...(uiFolder !== undefined && { uiFolder }),
  });
  const clients: RawClient[] = [];
  const connect = (own = channel, options: ChannelOptions = {}) => {
    // Connections of their own: grpc-js shares them between clients otherwise.
    const client = rawClient(server.grpcPort, own, { "grpc.use_local_subchannel_pool": 1, ...options });
    clients.push(client);
    return client;
  };
  onTestFinished(async () => {
    for (const client of clients) client.close();
    await server.stop();
  });
  const logged: TestServer["logged"] = (found) =>
    new Promise((resolve) => {
      const look = () => {
        const line = log.find(found);
        if (line === undefined) return;
        listeners.delete(look);
        resolve(line);
      };
      listeners.add(look);
      look();
    });
  return { ...server, client: connect(), log, connect, logged };
}
