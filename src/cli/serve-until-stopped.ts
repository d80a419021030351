/**
 * A server process from its store to its end: the ready line when it serves, a graceful stop at the first signal.
 */
import { isIPv6 } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { warmUp } from "../core/expressions/warm-up.js";
import { createEngine } from "../engine/index.js";
import type { ServerConfig } from "../server/config.js";
import { createServer, type RunningServer } from "../server/create-server.js";
import { createLogger, type DestinationStream } from "../server/logger.js";
import type { Store } from "../store/store.js";
import { EXIT, type ExitCode } from "./exit-code.js";

export interface Serving {
  readonly config: ServerConfig;
  readonly store: Store;
  /** What the ready line calls the store. */
  readonly storeName: string;
  /** Aborted when it is to stop. */
  readonly stop: AbortSignal;
  /** Where the log goes. Default: JSON lines on stderr. */
  readonly log?: DestinationStream;
  /** Called after the ready line, with the addresses that others use: HOST:PORT. */
  readonly onReady?: (grpc: string, http: string) => void;
}

/** Returns when the server was told to stop and has: the store is closed then, too. Rejects where it cannot start. */
export async function serveUntilStopped({ config, store, storeName, stop, log, onReady }: Serving): Promise<ExitCode> {
  const logger = createLogger(config.logLevel, log);
  try {
    const engine = await createEngine({ store, namespaceWeights: config.namespaceWeights ?? {} });
    let server: RunningServer;
    try {
      server = await createServer({ engine, config, logger });
    } catch (error) {
      await engine.stop(0);
      throw error;
    }
    const grpc = addressOf(config.host, server.grpcPort);
    const http = addressOf(config.host, server.httpPort);
    process.stdout.write(`lazyengine ready grpc=${grpc} http=${http} store=${storeName}\n`);
    onReady?.(grpc, http);
    void warmUpExpressions(stop);
    await stopAsked(stop);
    await server.stop();
    return EXIT.done;
  } finally {
    await store.close();
  }
}

/** Beside the first calls. */
async function warmUpExpressions(stop: AbortSignal): Promise<void> {
  for (const _ of warmUp()) {
    await nextTurn();
    if (stop.aborted) return;
  }
}

function stopAsked(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function addressOf(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
