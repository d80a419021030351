/**
 * Who may call from a browser: pages of this server alone. A browser on a machine that reaches the server would otherwise
 * call it for any page that it shows.
 */
import type { IncomingMessage, RequestListener } from "node:http";
import { isIP } from "node:net";
import type { ServerConfig } from "./config.js";
import type { Routes } from "./http-side.js";

/** What is meant by the names of hosts. */
type OriginConfig = Pick<ServerConfig, "host" | "httpHosts" | "tlsCert" | "tokens" | "jwtKeys">;

/** As a browser says it of a request that a page of the same origin makes, or a person. */
const OWN_SITES = ["same-origin", "none"];

/** Serves what others serve, but not to pages of others. */
export function onlyOwnOrigin(routes: Routes, config: OriginConfig): Routes {
  return (path) => {
    const serve = routes(path);
    return serve && guarded(serve, config);
  };
}

function guarded(serve: RequestListener, config: OriginConfig): RequestListener {
  return (request, response) => {
    const fault = faultOf(request, config);
    if (fault === undefined) {
      serve(request, response);
      return;
    }
    response.writeHead(403, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(`${JSON.stringify({ code: "permission_denied", message: fault })}\n`);
  };
}

/** What is wrong with where a request comes from; undefined = nothing. */
export function faultOf({ headers }: Pick<IncomingMessage, "headers">, config: OriginConfig): string | undefined {
  const { host = "", origin } = headers;
  const site = headers["sec-fetch-site"];
  if (hostOf(`http://${host}`) === undefined) return "the host header must name a host, perhaps with a port";
  if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) {
    return `pages of ${origin} may not call ${host}: only its own may`;
  }
  if (typeof site === "string" && !OWN_SITES.includes(site)) return `only pages of ${host} itself may call it`;
  // Where the name of an attacker leads to this server, the attacker's page is of the same origin. What it cannot have is a
  // certificate for it, or a token.
  const open = config.tlsCert === undefined && config.tokens === undefined && config.jwtKeys === undefined;
  if (!open || isKnownName(nameOf(host), config)) return undefined;
  return `${nameOf(host)} is no known name of this server: if it is one, say so by --http-hosts`;
}

/** A name that others cannot have lead here. */
function isKnownName(name: string, { host, httpHosts }: OriginConfig): boolean {
  if (isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost")) return true;
  return name === host.toLowerCase() || httpHosts.some((known) => known.toLowerCase() === name);
}

/** Without the port. */
function nameOf(host: string): string {
  const [, address, name] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host.toLowerCase()) ?? [];
  return address ?? name ?? "";
}

/** Undefined for what is no origin with a host, such as "null". */
function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
