/**
 * The end of a server: nobody is let in, streams are told to go elsewhere, what is under way is answered, the rest cut.
 */
import type { ConnectionInjector, Server } from "@grpc/grpc-js";
import type { Engine } from "../engine/engine.js";
import type { Admission } from "./admission.js";
import type { Authentication } from "./auth/authentication.js";
import type { ServerConfig } from "./config.js";
import type { TlsIdentity } from "./credentials.js";
import type { Health } from "./grpc/health.js";
import type { Listener } from "./grpc/listener.js";
import type { HttpSide } from "./http-side.js";
import type { Logger } from "./logger.js";
import type { StoreProbe } from "./store-probe.js";
import type { Watched } from "./watched-file.js";

/** What a server consists of. */
export interface ServerParts {
  readonly engine: Engine;
  readonly config: ServerConfig;
  readonly logger: Logger;
  readonly admission: Admission;
  readonly grpc: Server;
  readonly injector: ConnectionInjector;
  readonly health: Health;
  readonly probe: StoreProbe;
  readonly listener: Listener;
  readonly http: HttpSide;
  readonly auth: Authentication;
  readonly tls: Watched<TlsIdentity> | undefined;
}

/** For the last answers to leave after the last call was answered; milliseconds. */
const FLUSH_MS = 500;

/** Takes at most `stopGrace`; where that is less than half a second, connections still get as long to close. */
export async function stopServer(parts: ServerParts): Promise<void> {
  const { engine, config, logger, admission, grpc, injector, health, probe, listener, http, auth, tls } = parts;
  const grace = Math.max(0, config.stopGrace - FLUSH_MS);
  logger.info({ open_calls: admission.openCalls }, "stopping");
  probe.close();
  health.setServing(false);
  admission.close();
  listener.refuse();
  const engineStopped = engine.stop(grace).catch((error: unknown) => {
    logger.error({ err: error }, "the engine did not stop in order");
  });
  const answered = await within(grace, Promise.all([admission.emptied(), engineStopped]));
  if (!answered) {
    logger.warn({ open_calls: admission.openCalls }, "calls are cut");
    admission.endOpenCalls();
  }
  // Connections close by themselves once their last answer is out.
  injector.drain(FLUSH_MS);
  await Promise.all([within(FLUSH_MS, listener.emptied()), http.close(FLUSH_MS)]);
  await listener.close();
  grpc.forceShutdown();
  auth.close();
  tls?.close();
  logger.info("stopped");
}

/** Whether the promise was fulfilled in time. */
async function within(limitMs: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
