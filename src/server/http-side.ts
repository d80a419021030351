/**
 * The HTTP side port: is the server alive, is it ready, what has it counted, and what `routes` adds. By HTTPS where gRPC is
 * served by TLS.
 */
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { answerClientErrors, type LastAnswers } from "./client-errors.js";
import type { ServerConfig } from "./config.js";
import { BEGIN_MS, type Connections } from "./connections.js";
import type { TlsIdentity } from "./credentials.js";
import type { Watched } from "./watched-file.js";

export interface HttpSide {
  readonly port: number;
  /** Cuts the connection of the other end with this address and port. */
  cut(peer: string): void;
  /** Takes no further connections and lets answers under way go out; what is left after so many milliseconds is cut. */
  close(graceMs: number): Promise<void>;
}

/** How often it is looked whose headers are late. */
const CHECK_MS = 1_000;

/** What serves a path; undefined = another one may. */
export type Routes = (path: string) => RequestListener | undefined;

export interface HttpSideOptions {
  readonly config: Pick<ServerConfig, "host" | "keepaliveInterval">;
  /** Which takes them, or not. */
  readonly connections: Connections;
  readonly port: number;
  /**
   * Clients are asked for a certificate where there is an authority, and need none to connect: probes and collectors of
   * metrics have none. Undefined = plain HTTP.
   */
  readonly tls: Watched<TlsIdentity> | undefined;
  /** The first one that knows a path serves it. */
  readonly routes: readonly Routes[];
}

/** Rejects where the address cannot be used. */
export async function serveHttp({ config, connections, port, tls, routes }: HttpSideOptions): Promise<HttpSide> {
  const { host, keepaliveInterval } = config;
  const transport = {
    keepAlive: true,
    keepAliveInitialDelay: keepaliveInterval,
    headersTimeout: BEGIN_MS,
    connectionsCheckingInterval: CHECK_MS,
  };
  const answers: LastAnswers = new WeakMap();
  const listener = oneAtATime(routed(routes), answers);
  const server = tls === undefined ? createServer(transport, listener) : serverByTls(tls, transport, listener);
  answerClientErrors(server, answers);
  server.on("connection", (socket) => void connections.take(socket));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (typeof address === "string" || address === null) throw new Error("the server has no port");
  return {
    port: address.port,
    cut: (peer) => connections.cut(peer),
    close: (graceMs) => close(server, connections, graceMs),
  };
}

function close(server: Server, connections: Connections, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    // All sockets, and not only those that the server has seen a request or the end of a handshake of.
    const timer = setTimeout(() => connections.cutAll(), graceMs);
    // A connection whose last answer has gone out is kept for another request otherwise.
    server.on("request", (_request, response) => response.once("close", () => server.closeIdleConnections()));
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Certificates that expire are replaced while the server serves. */
function serverByTls(tls: Watched<TlsIdentity>, transport: object, listener: RequestListener): Server {
  const optionsOf = ({ cert, key, clientCa }: TlsIdentity) => ({ cert, key, ...(clientCa && { ca: clientCa }) });
  const asked = {
    requestCert: tls.content.clientCa !== undefined,
    rejectUnauthorized: false,
    handshakeTimeout: BEGIN_MS,
  };
  const server = createTlsServer({ ...transport, ...asked, ...optionsOf(tls.content) }, listener);
  tls.onChange((changed) => server.setSecureContext(optionsOf(changed)));
  return server;
}

/**
 * Cuts connections on which a request comes before the one before it is answered. Clients do not send so, since servers have
 * to answer in that order; whoever does has as many calls under way on a connection as it likes.
 */
function oneAtATime(listener: RequestListener, answers: LastAnswers): RequestListener {
  return (request, response) => {
    const { socket } = request;
    const before = answers.get(socket);
    answers.set(socket, response);
    if (before?.writableEnded === false) socket.destroy();
    else listener(request, response);
  };
}

function routed(routes: readonly Routes[]): RequestListener {
  return (request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    for (const route of routes) {
      const serve = route(path);
      if (serve === undefined) continue;
      serve(request, response);
      return;
    }
    response.writeHead(404, { "content-type": "text/plain", "cache-control": "no-store" });
    response.end("nothing is served here: docs/http.md says what is\n");
  };
}
