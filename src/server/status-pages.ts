/**
 * The pages that tell of the server itself: is it alive, is it ready, and what has it counted.
 */
import type { RequestListener, ServerResponse } from "node:http";
import type { Routes } from "./http-side.js";
import type { Metrics } from "./metrics/metrics.js";

/** Whether calls are served now, and what is wrong where not. */
export type Readiness = () => { readonly ready: boolean; readonly detail: string };

export function statusPages(metrics: Metrics, readiness: Readiness): Routes {
  const pages = new Map<string, (response: ServerResponse) => void>([
    ["/healthz", (response) => answer(response, 200, "text/plain", "ok\n")],
    [
      "/readyz",
      (response) => {
        const { ready, detail } = readiness();
        answer(response, ready ? 200 : 503, "application/json", `${JSON.stringify({ ready, detail })}\n`);
      },
    ],
    [
      "/metrics",
      (response) => {
        metrics.page().then(
          (page) => answer(response, 200, metrics.contentType, page),
          () => answer(response, 500, "text/plain", "the metrics cannot be read\n"),
        );
      },
    ],
  ]);
  return (path) => {
    const page = pages.get(path);
    return page && readOnly(page);
  };
}

function readOnly(page: (response: ServerResponse) => void): RequestListener {
  return (request, response) => {
    if (request.method === "GET" || request.method === "HEAD") page(response);
    else answer(response, 405, "text/plain", "only GET is served\n");
  };
}

function answer(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" });
  response.end(body);
}
