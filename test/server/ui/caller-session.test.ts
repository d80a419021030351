/**
 * What the pages are told of their caller: no more than its token holds, and that at once when it changes.
 */
import { describe, expect, it } from "vitest";
import { PACKAGE_VERSION } from "../../../src/server/package-version.js";
import { http } from "../connect/connect-client.js";
import { fakeEngine } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { bearer, tokensFile } from "../tokens-file.js";

const NARROW = "narrow-0123456789";
const WIDE = "wide-0123456789ab";
const TOKENS = `tokens:
  - { token: ${NARROW}, principal: reports, namespaces: { prod: [read], test: [read, admin] }, expires: 2199-01-01T00:00:00Z }
  - { token: ${WIDE}, principal: operator, namespaces: "*" }
`;

const ask = async (port: number, headers = {}) => {
  const { status, headers: received, body } = await http({ port, path: "/ui/api/session", headers });
  return { status, headers: received, value: JSON.parse(body) };
};

describe("the caller's session", () => {
  it("has the verbs that the presented token holds, by namespace, and its end", async () => {
    const { httpPort } = await startServer(fakeEngine(), { tokens: tokensFile(TOKENS).path });
    const narrow = await ask(httpPort, bearer(NARROW).headers);
    expect(narrow).toMatchObject({ status: 200, headers: { "cache-control": "no-store" } });
    expect(narrow.value).toEqual({
      principal: "reports",
      authentication: "token",
      expireTime: "2199-01-01T00:00:00.000Z",
      grants: [
        { namespace: "prod", verbs: ["read"] },
        { namespace: "test", verbs: ["read", "admin"] },
      ],
      serverVersion: PACKAGE_VERSION,
    });
    const wide = await ask(httpPort, bearer(WIDE).headers);
    expect(wide.value).toMatchObject({
      principal: "operator",
      grants: [{ namespace: "*", verbs: ["run", "complete", "watch", "read", "admin"] }],
    });
    expect(wide.value).not.toHaveProperty("expireTime");
  });

  it("is refused without a token as every call is, and to pages of others", async () => {
    const { httpPort } = await startServer(fakeEngine(), { tokens: tokensFile(TOKENS).path });
    const refused = await ask(httpPort);
    expect(refused).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
    expect(refused.value).toMatchObject({
      code: "unauthenticated",
      details: [{ debug: { reason: "UNAUTHENTICATED" } }],
    });
    const strange = await ask(httpPort, { ...bearer(WIDE).headers, origin: "https://evil.example" });
    expect(strange.status).toBe(403);
  });

  it("holds everything where everybody is let in, and is counted", async () => {
    const { httpPort } = await startServer(fakeEngine());
    const { value } = await ask(httpPort);
    expect(value).toMatchObject({ principal: "", authentication: "none", grants: [{ namespace: "*" }] });
    const { body } = await http({ port: httpPort, path: "/metrics" });
    expect(body.split("\n")).toContain('lazyengine_calls_total{method="GetCallerSession",code="0"} 1');
  });
});
