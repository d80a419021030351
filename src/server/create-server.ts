/**
 * A server: the engine behind gRPC, with its HTTP side port, from the first connection to a graceful stop.
 */
import { type ServerOptions as GrpcServerOptions, Server } from "@grpc/grpc-js";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../core/limits.js";
import type { Engine } from "../engine/engine.js";
import { CODE } from "../service/error-codes.js";
import { createHandlers } from "../service/handlers.js";
import { VERBS_OF_METHODS } from "../service/verbs.js";
import { Admission } from "./admission.js";
import { auditTo } from "./audit.js";
import { type Authentication, authentication } from "./auth/authentication.js";
import { alsoByCertificate } from "./auth/caller.js";
import { logBackgroundErrors } from "./background-errors.js";
import { spansOfCalls } from "./call-spans.js";
import { httpPortOf, type ServerConfig } from "./config.js";
import { connectService } from "./connect/connect-service.js";
import { Connections } from "./connections.js";
import { serverCredentials, watchTls } from "./credentials.js";
import type { SlowReaders } from "./drained.js";
import { addService } from "./grpc/add-service.js";
import { createGate } from "./grpc/gate.js";
import { type Gate, gated } from "./grpc/gated-call.js";
import { addHealth, type Health } from "./grpc/health.js";
import { listen } from "./grpc/listener.js";
import { addReflection } from "./grpc/reflection.js";
import { type Routes, serveHttp } from "./http-side.js";
import { reportTo } from "./incidents.js";
import { CallerLimits } from "./limits/caller-limits.js";
import { HeldBytes } from "./limits/held-bytes.js";
import { Overload } from "./limits/overload.js";
import { aboutCall } from "./log-fields.js";
import type { Logger } from "./logger.js";
import { type MethodHandler, methodHandlers } from "./method-handlers.js";
import { createMetrics, type Metrics } from "./metrics/metrics.js";
import { onlyOwnOrigin } from "./own-origin.js";
import { PACKAGE_VERSION } from "./package-version.js";
import type { ObserveCall, Seam } from "./seam.js";
import { statusPages } from "./status-pages.js";
import { stopServer } from "./stop-server.js";
import { probeStore, type StoreProbe } from "./store-probe.js";
import { uiCalls } from "./ui/ui-calls.js";
import { UI_FOLDER, uiRoutes } from "./ui/ui-files.js";

export interface ServerOptions {
  readonly engine: Engine;
  readonly config: ServerConfig;
  readonly logger: Logger;
  /** Of the web pages, built; default: those of the package. */
  readonly uiFolder?: string;
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
/** Of HTTP: who asks for /healthz is answered although all connections are in use. */
const SPARE_CONNECTIONS = 8;

/** Resolves when calls are served. Rejects with a ConfigError, or where an address cannot be used. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { engine, config, logger } = options;
  const opened: { close(): unknown }[] = [];
  try {
    const tls = watchTls(config, logger);
    if (tls !== undefined) opened.push(tls);
    const auth = authentication(config, logger);
    opened.push(auth);
    const callers = new CallerLimits(config);
    const overload = watchLoad(engine, config, logger);
    opened.push(overload);
    const admission = new Admission({ sessionsPerConnection: config.maxSessionsPerConnection, callers, overload });
    auth.onChange(() => void admission.askAgain(auth.authenticate));
    const metrics = createMetrics({
      engine,
      openCalls: () => admission.openCalls,
      connections: () => listener.connections,
      storeAnswers: () => probe.health.ok,
      queueingDelayMs: () => overload.delayMs,
    });
    const cut = (peer: string) => {
      listener.cut(peer);
      http.cut(peer);
    };
    const slowReaders = { timeoutMs: config.slowReaderTimeout, cut };
    const connections = connectionsOf(config);
    const serving = { engine, config, logger, auth, admission, connections: connections.grpc, slowReaders, metrics };
    const service = servedService(serving);
    const grpc = new Server(grpcOptions(config, createGate(service.methods, service.seam)));
    const injector = grpc.createConnectionInjector(serverCredentials(tls));
    const health = addHealth(grpc, LazyEngine);
    if (config.reflection) addReflection(grpc, LazyEngine);
    addService(grpc, service.methods, service.seam);
    const probe = await watchStore(engine, logger, health);
    opened.push(probe);
    const { host, port } = config;
    const listener = await listen({ host, port, connections: connections.grpc, injector });
    opened.push(listener);
    const readiness = () => ({ ready: probe.health.ok && !admission.closed, detail: probe.health.detail });
    const routes = [statusPages(metrics, readiness), ...callRoutes(service, connections.http, options)];
    const http = await serveHttp({ config, connections: connections.http, port: httpPortOf(config), tls, routes });
    const parts = { engine, config, logger, admission, grpc, injector, health, probe, listener, http, auth, tls };
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

/** Of each port. Each has as many as may be. */
function connectionsOf({ maxConnections: most, maxConnectionsPerAddress: perAddress = Infinity }: ServerConfig) {
  return {
    grpc: new Connections({ most, perAddress }),
    http: new Connections({ most, perAddress, spare: SPARE_CONNECTIONS }),
  };
}

/** Starting, storing and reading. What has begun is completed, kept, controlled and watched whatever there is to do. */
const NEW_WORK = [
  "run",
  "putDefinition",
  "importDefinition",
  "simulateFlow",
  "getFlowDetails",
  "listFlows",
  "explainTask",
  "getDefinition",
  "listDefinitions",
  "putSchedule",
  "triggerSchedule",
  "getSchedule",
  "getRetention",
  "listSchedules",
] as const;

async function watchStore(engine: Engine, logger: Logger, health: Health): Promise<StoreProbe> {
  const probe = await probeStore(() => engine.health(), {
    intervalMs: PROBE_INTERVAL_MS,
    timeoutMs: PROBE_TIMEOUT_MS,
    changed: ({ ok, detail }) => {
      health.setServing(ok);
      if (ok) logger.info("the store answers");
      else logger.error({ detail }, "the store does not answer");
    },
  });
  const logError = logBackgroundErrors(logger, () => probe.check());
  engine.metrics.on((event) => {
    if (event.kind === "error") logError(event);
  });
  return probe;
}

function watchLoad(engine: Engine, config: ServerConfig, logger: Logger): Overload {
  return new Overload({
    maxDelayMs: config.maxQueueingDelay,
    writeDelayMs: () => engine.metrics.delayMs(),
    changed: (overloaded) => {
      if (overloaded) logger.warn({ max_delay_ms: config.maxQueueingDelay }, "overloaded: new work is refused");
      else logger.info("no longer overloaded");
    },
  });
}

interface Serving {
  readonly engine: Engine;
  readonly config: ServerConfig;
  readonly logger: Logger;
  readonly auth: Authentication;
  readonly admission: Admission;
  readonly connections: Connections;
  readonly slowReaders: SlowReaders;
  readonly metrics: Metrics;
}

/** The contract's methods, whatever carries their calls. */
interface ServedService {
  readonly methods: readonly MethodHandler[];
  readonly seam: Seam;
}

function servedService(serving: Serving): ServedService {
  const { engine, config, logger, auth, admission, connections, slowReaders, metrics } = serving;
  const report = reportTo(logger);
  const audit = auditTo(logger, config.auditLog);
  const span = spansOfCalls();
  const observe: ObserveCall = (ended) => {
    const { arrival, code, durationMs, error } = ended;
    const method = arrival.traits.name;
    audit.call(ended);
    span?.(ended);
    metrics.observeCall(method, code, durationMs, error);
    if (code !== CODE.OK) logger.debug({ method, code, ...aboutCall(arrival, error), err: error }, "call refused");
  };
  const handlers = createHandlers({
    engine,
    report,
    version: PACKAGE_VERSION,
    streamsPerConnection: config.maxStreamsPerConnection,
    sessionsPerConnection: config.maxSessionsPerConnection,
  });
  const methods = methodHandlers(LazyEngine, handlers, {
    verbs: VERBS_OF_METHODS,
    sessions: ["watchReadyTasks", "executeTasks"],
    newWork: NEW_WORK,
    waiting: ["watchFlow", "pollReadyTasks", "getFlowDetails"],
    broadcast: ["watchFlow"],
  });
  const { authenticate } = auth;
  const held = () => new HeldBytes(config.maxHeldBytes);
  const observing = { observe, observeItem: audit.item, report };
  return {
    methods,
    seam: {
      authenticate,
      admission,
      connections,
      slowReaders,
      arriving: held(),
      headers: held(),
      unread: held(),
      ...observing,
    },
  };
}

/** What the HTTP port serves beside what it tells of the server itself. */
function callRoutes(
  { methods, seam }: ServedService,
  connections: Connections,
  { engine, config, uiFolder = UI_FOLDER }: ServerOptions,
): Routes[] {
  if (!config.httpCalls) return [];
  // Its connections need no certificate; its calls do where those of gRPC do.
  const { authenticate } = seam;
  const byCertificate = config.tlsClientCa === undefined ? authenticate : alsoByCertificate(authenticate);
  const own = { ...seam, connections, authenticate: byCertificate };
  const calls = onlyOwnOrigin(connectService(methods, own), config);
  if (!config.ui) return [calls];
  return [calls, onlyOwnOrigin(uiCalls(engine, own, config), config), uiRoutes(uiFolder)];
}

function grpcOptions(config: ServerConfig, gate: Gate): GrpcServerOptions {
  return {
    interceptors: [gated(gate)],
    "grpc.max_receive_message_length": LIMITS.messageBytes,
    // Answers keep to limits of their own; one that outgrew them is better sent than lost after its commit.
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": config.maxStreamsPerConnection,
    "grpc.keepalive_time_ms": config.keepaliveInterval,
    "grpc.keepalive_timeout_ms": config.keepaliveTimeout,
    ...(config.maxConnectionIdle !== undefined && { "grpc.max_connection_idle_ms": config.maxConnectionIdle }),
    ...(config.maxConnectionAge !== undefined && {
      "grpc.max_connection_age_ms": config.maxConnectionAge,
      "grpc.max_connection_age_grace_ms": config.connectionAgeGrace,
    }),
    // Its counting costs every message, and the metrics count already.
    "grpc.enable_channelz": 0,
  };
}
