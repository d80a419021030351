/**
 * Who may call the HTTP port from a browser: its own pages, by a name that only they can have.
 */
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { serverConfig } from "../../src/server/config.js";
import { faultOf } from "../../src/server/own-origin.js";
import { post } from "./connect/connect-client.js";
import { fakeEngine } from "./fake-engine.js";
import { startServer } from "./running-server.js";

const open = serverConfig({ httpHosts: ["Flows.example.com"] });
const byToken = serverConfig({ tokens: "tokens.yaml" });

describe("a request to the HTTP port", () => {
  it.each([
    ["curl", {}],
    ["its own page", { origin: "http://127.0.0.1:50052", "sec-fetch-site": "same-origin" }],
    ["a person who typed the address", { "sec-fetch-site": "none" }],
  ])("is served to %s", (_who, headers) => {
    expect(faultOf({ headers: { host: "127.0.0.1:50052", ...headers } }, open)).toBeUndefined();
  });

  it.each([
    ["another host", { origin: "https://evil.example" }],
    ["another port", { origin: "http://127.0.0.1:3000" }],
    ["a file or a sandbox", { origin: "null" }],
    ["another site, by a request that says no origin", { "sec-fetch-site": "cross-site" }],
    ["another port of this machine likewise", { "sec-fetch-site": "same-site" }],
  ])("is refused to pages of %s", (_whose, headers) => {
    expect(faultOf({ headers: { host: "127.0.0.1:50052", ...headers } }, open)).toContain("127.0.0.1:50052");
    expect(faultOf({ headers: { host: "127.0.0.1:50052", ...headers } }, byToken)).toBeDefined();
  });

  it.each(["localhost:50052", "[::1]:50052", "[::1]", "10.0.0.7", "ui.localhost:80", "flows.example.com:50052"])(
    "is served by the name %s where everybody is let in",
    (host) => {
      expect(faultOf({ headers: { host } }, open)).toBeUndefined();
    },
  );

  it.each(["evil.example:50052", "localhost.evil.example", "127.0.0.1.evil.example", "xlocalhost"])(
    "is refused by the name %s there, also to a page of the same name",
    (host) => {
      expect(faultOf({ headers: { host, origin: `http://${host}` } }, open)).toBeDefined();
      expect(faultOf({ headers: { host } }, open)).toContain("--http-hosts");
    },
  );

  it("is served by any name where callers need a token or the server a certificate", () => {
    const byCertificate = serverConfig({ tlsCert: "c.pem", tlsKey: "k.pem" });
    for (const config of [byToken, byCertificate]) {
      const headers = { host: "flows.internal:50052", origin: "https://flows.internal:50052" };
      expect(faultOf({ headers }, config)).toBeUndefined();
    }
  });

  it("is refused before anything of it is looked at; probes and metrics are served to all", async () => {
    const server = await startServer(fakeEngine());
    const headers = { origin: "https://evil.example" };
    const refused = await post(server.httpPort, LazyEngine.method.deleteFlow, { flowId: "f" }, headers);
    expect(refused.status).toBe(403);
    expect(refused.headers).not.toHaveProperty("access-control-allow-origin");
    expect(JSON.parse(refused.body)).toEqual({
      code: "permission_denied",
      message: `pages of https://evil.example may not call 127.0.0.1:${server.httpPort}: only its own may`,
    });
    expect((await fetch(`http://127.0.0.1:${server.httpPort}/healthz`, { headers })).status).toBe(200);
  });
});
