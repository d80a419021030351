/**
 * The HTTP side port: is it alive, is it ready, and what has it counted. By HTTPS where gRPC is served by TLS.
 */
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { TlsIdentity } from "./credentials.js";
import type { Metrics } from "./metrics/metrics.js";
import type { Watched } from "./watched-file.js";

export interface HttpSide {
  readonly port: number;
  close(): Promise<void>;
}

export interface HttpSideOptions {
  readonly host: string;
  readonly port: number;
  /** Of clients no certificate is asked: there is nothing of a flow to see here, but the names of namespaces and queues. Undefined = plain HTTP. */
  readonly tls: Watched<Pick<TlsIdentity, "cert" | "key">> | undefined;
  readonly metrics: Metrics;
  /** Whether calls are served now, and what is wrong where not. */
  readiness(): { readonly ready: boolean; readonly detail: string };
}

/** Rejects where the address cannot be used. */
export async function serveHttp({ host, port, tls, metrics, readiness }: HttpSideOptions): Promise<HttpSide> {
  const listener = pages(metrics, readiness);
  const server = tls === undefined ? createServer(listener) : serverByTls(tls, listener);
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serverByTls(tls: Watched<Pick<TlsIdentity, "cert" | "key">>, listener: RequestListener): Server {
  const { cert, key } = tls.content;
  const server = createTlsServer({ cert, key }, listener);
  tls.onChange((changed) => server.setSecureContext({ cert: changed.cert, key: changed.key }));
  return server;
}

function pages(metrics: Metrics, readiness: HttpSideOptions["readiness"]): RequestListener {
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      answer(response, 405, "text/plain", "only GET is served\n");
      return;
    }
    switch (request.url?.split("?")[0]) {
      case "/healthz":
        answer(response, 200, "text/plain", "ok\n");
        break;
      case "/readyz": {
        const { ready, detail } = readiness();
        answer(response, ready ? 200 : 503, "application/json", `${JSON.stringify({ ready, detail })}\n`);
        break;
      }
      case "/metrics":
        metrics.page().then(
          (page) => answer(response, 200, metrics.contentType, page),
          () => answer(response, 500, "text/plain", "the metrics cannot be read\n"),
        );
        break;
      default:
        answer(response, 404, "text/plain", "served are /healthz, /readyz and /metrics\n");
    }
  };
}

function answer(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" });
  response.end(body);
}
