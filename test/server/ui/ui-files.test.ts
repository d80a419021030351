/**
 * The web pages as files: what is served, under which policy, and that nothing else is.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { http } from "../connect/connect-client.js";
import { fakeEngine } from "../fake-engine.js";
import { startServer } from "../running-server.js";

const SCRIPT = `console.log("${"long ".repeat(100)}");`;

/** As a build leaves it, with a secret beside it. */
function builtPages(): string {
  const root = mkdtempSync(join(tmpdir(), "lazyengine-pages-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "ui");
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(join(root, "secret.html"), "secret");
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>pages</title>");
  writeFileSync(join(folder, "assets", "index-1a2b3c.js"), SCRIPT);
  symlinkSync(join(root, "secret.html"), join(folder, "linked.html"));
  return folder;
}

async function startWithPages() {
  const { httpPort: port } = await startServer(fakeEngine(), { uiFolder: builtPages() });
  return (path: string, headers = {}, method = "GET") => http({ port, path, headers, method });
}

describe("the web pages", () => {
  it("are found from the root, and allow nothing inline and nothing from elsewhere", async () => {
    const get = await startWithPages();
    for (const path of ["/", "/ui"]) {
      expect(await get(path)).toMatchObject({ status: 302, headers: { location: "ui/" } });
    }
    const index = await get("/ui/");
    expect(index).toMatchObject({ status: 200, body: "<!doctype html><title>pages</title>" });
    expect(index.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    const policy = String(index.headers["content-security-policy"]).split("; ");
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"]),
    );
    expect(policy).toEqual(expect.arrayContaining(["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]));
    expect(policy.join()).not.toMatch(/unsafe|\*|data:|blob:/);
  });

  it("are asked for once where their names have a hash, and otherwise only where they changed", async () => {
    const get = await startWithPages();
    const script = await get("/ui/assets/index-1a2b3c.js");
    expect(script).toMatchObject({ status: 200, body: SCRIPT });
    expect(script.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const index = await get("/ui/index.html?x=1");
    const again = await get("/ui/", { "if-none-match": String(index.headers["etag"]) });
    expect(again).toMatchObject({ status: 304, body: "" });
    expect(again.headers).toHaveProperty("content-security-policy");
    const head = await get("/ui/", {}, "HEAD");
    expect(head).toMatchObject({ status: 200, body: "", headers: { "content-length": String(index.body.length) } });
  });

  it("are packed for those who take it", async () => {
    const { httpPort } = await startServer(fakeEngine(), { uiFolder: builtPages() });
    const url = `http://127.0.0.1:${httpPort}/ui/assets/index-1a2b3c.js`;
    const packed = await fetch(url, { headers: { "accept-encoding": "gzip" } });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(Number(packed.headers.get("content-length"))).toBeLessThan(SCRIPT.length);
    expect(await packed.text()).toBe(SCRIPT);
    const plain = await fetch(url, { headers: { "accept-encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
  });

  it.each([
    "/ui/../secret.html",
    "/ui/%2e%2e/secret.html",
    "/ui/..%2fsecret.html",
    "/ui/assets/../../secret.html",
    "/ui/..\\secret.html",
    "/ui//secret.html",
    "/ui/linked.html",
    "/ui/assets",
    "/ui/assets/",
    "/ui/missing.js",
  ])("are all that is served below them: not %s", async (path) => {
    const get = await startWithPages();
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain("secret");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  it("take no other method, and are off, with the calls or without, where the settings say so", async () => {
    const get = await startWithPages();
    expect((await get("/ui/", {}, "POST")).status).toBe(405);
    for (const [config, status] of [
      [{ ui: false }, 200],
      [{ httpCalls: false }, 404],
    ] as const) {
      const off = await startServer(fakeEngine(), { ...config, uiFolder: builtPages() });
      for (const path of ["/", "/ui/", "/ui/api/session"]) {
        expect((await http({ port: off.httpPort, path })).status).toBe(404);
      }
      const path = "/lazyengine.v1.LazyEngine/GetServerInfo";
      const headers = { "content-type": "application/json" };
      const answer = await http({ port: off.httpPort, path, method: "POST", headers, body: "{}" });
      expect(answer.status).toBe(status);
    }
  });

  it("say how they are built where they were not", async () => {
    const { httpPort } = await startServer(fakeEngine(), { uiFolder: "/nowhere" });
    const answer = await http({ port: httpPort, path: "/ui/" });
    expect(answer).toMatchObject({ status: 404, body: "the pages were not built: make build\n" });
  });
});
