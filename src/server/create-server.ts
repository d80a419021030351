/**
 * A server: the engine behind gRPC, with its HTTP side port, from the first connection to a graceful stop.
 */
import { Server } from "@grpc/grpc-js";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../core/limits.js";
import type { Engine } from "../engine/engine.js";
import { CODE } from "../service/error-codes.js";
import { createHandlers } from "../service/handlers.js";
import { VERBS_OF_METHODS } from "../service/verbs.js";
import { addService } from "./add-service.js";
import { Admission } from "./admission.js";
import { type Authentication, authentication } from "./auth/authentication.js";
import { logBackgroundErrors } from "./background-errors.js";
import { httpPortOf, type ServerConfig } from "./config.js";
import { serverCredentials, tlsIdentity } from "./credentials.js";
import { serveHttp } from "./http-side.js";
import { reportTo } from "./incidents.js";
import { listen } from "./listener.js";
import type { Logger } from "./logger.js";
import { createMetrics, type Metrics } from "./metrics.js";
import { PACKAGE_VERSION } from "./package-version.js";
import type { ObserveCall } from "./seam.js";
import { addHealth, addReflection } from "./standard-services.js";
import { stopServer } from "./stop-server.js";
import { probeStore } from "./store-probe.js";

export interface ServerOptions {
  readonly engine: Engine;
  readonly config: ServerConfig;
  readonly logger: Logger;
}

export interface RunningServer {
  readonly grpcPort: number;
  readonly httpPort: number;
  /**
   * Refuses new calls, tells streams to go elsewhere, answers what is under way and stops the engine; what is left
   * after `stopGrace` is cut. The store stays open.
   */
  stop(): Promise<void>;
}

/** The store is asked this often whether it answers, and given this long. */
const PROBE_INTERVAL_MS = 1_000;
const PROBE_TIMEOUT_MS = 2_000;

/** Resolves when calls are served. Rejects with a ConfigError, or where an address cannot be used. */
export async function createServer({ engine, config, logger }: ServerOptions): Promise<RunningServer> {
  const tls = tlsIdentity(config);
  const auth = authentication(config, logger);
  const opened: { close(): unknown }[] = [auth];
  try {
    const admission = new Admission(config.maxSessionsPerConnection);
    auth.onChange(() => void admission.askAgain(auth.authenticate));
    const grpc = new Server(grpcOptions(config));
    const injector = grpc.createConnectionInjector(serverCredentials(tls));
    const health = addHealth(grpc, LazyEngine);
    if (config.reflection) addReflection(grpc, LazyEngine);
    const probe = await probeStore(() => engine.health(), {
      intervalMs: PROBE_INTERVAL_MS,
      timeoutMs: PROBE_TIMEOUT_MS,
      changed: ({ ok, detail }) => {
        health.setServing(ok);
        if (ok) logger.info("the store answers");
        else logger.error({ detail }, "the store does not answer");
      },
    });
    opened.push(probe);
    const logError = logBackgroundErrors(logger, () => probe.check());
    engine.metrics.on((event) => {
      if (event.kind === "error") logError(event.what, event.error);
    });
    const metrics = createMetrics({
      engine,
      openCalls: () => admission.openCalls,
      connections: () => listener.connections,
      storeAnswers: () => probe.health.ok,
    });
    addLazyEngine(grpc, { engine, config, logger, auth, admission, metrics });
    const { host, maxConnections } = config;
    const listener = await listen({ host, port: config.port, maxConnections, injector });
    opened.push(listener);
    const readiness = () => ({ ready: probe.health.ok && !admission.closed, detail: probe.health.detail });
    const http = await serveHttp({ host, port: httpPortOf(config), tls, metrics, readiness });
    const parts = { engine, config, logger, admission, grpc, injector, health, probe, listener, http, auth };
    let stopped: Promise<void> | undefined;
    return {
      grpcPort: listener.port,
      httpPort: http.port,
      stop: () => {
        stopped ??= stopServer(parts);
        return stopped;
      },
    };
  } catch (error) {
    for (const part of opened) await part.close();
    throw error;
  }
}

interface Serving {
  readonly engine: Engine;
  readonly config: ServerConfig;
  readonly logger: Logger;
  readonly auth: Authentication;
  readonly admission: Admission;
  readonly metrics: Metrics;
}

function addLazyEngine(grpc: Server, { engine, config, logger, auth, admission, metrics }: Serving): void {
  const report = reportTo(logger);
  const observe: ObserveCall = ({ arrival, code, durationMs, error }) => {
    const method = arrival.traits.name;
    metrics.observeCall(method, code, durationMs);
    if (code !== CODE.OK) logger.debug({ method, code, err: error }, "call refused");
  };
  const handlers = createHandlers({
    engine,
    report,
    version: PACKAGE_VERSION,
    streamsPerConnection: config.maxStreamsPerConnection,
    sessionsPerConnection: config.maxSessionsPerConnection,
  });
  addService(
    grpc,
    LazyEngine,
    handlers,
    { authenticate: auth.authenticate, admission, observe, report },
    {
      verbs: VERBS_OF_METHODS,
      sessions: ["watchReadyTasks", "executeTasks"],
      waiting: ["watchFlow", "pollReadyTasks", "getFlowDetails"],
    },
  );
}

function grpcOptions(config: ServerConfig) {
  return {
    "grpc.max_receive_message_length": LIMITS.messageBytes,
    // Answers keep to limits of their own; one that outgrew them is better sent than lost after its commit.
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": config.maxStreamsPerConnection,
    "grpc.keepalive_time_ms": config.keepaliveInterval,
    "grpc.keepalive_timeout_ms": config.keepaliveTimeout,
    // Its counting costs every message, and the metrics count already.
    "grpc.enable_channelz": 0,
  };
}
