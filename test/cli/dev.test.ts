// The servers as processes, dev and serve: the ready line, the notices, the end.
import { afterEach, describe, expect, test } from "vitest";
import { freePort } from "../../src/mongod/mongod-admin.js";
import { testDatabase } from "../mongod/database.js";
import { endAll, lazyengine, start } from "./lazyengine-process.js";

const READY = /^lazyengine ready grpc=127\.0\.0\.1:(\d+) http=127\.0\.0\.1:(\d+) store=(\S+)$/;
/** The promise is 5 s for a server; the machine may be busy. */
const STOP_LIMIT_MS = 10_000;

afterEach(endAll);

describe("dev", () => {
  test("says on one line of stdout where it serves, and stops in order at SIGTERM", async () => {
    const dev = start(["dev", "--store", "memory", "--port", "0"]);
    const [line, grpcPort, httpPort, store] = await dev.stdout(READY);
    expect(store).toBe("memory");
    expect(grpcPort).not.toBe(httpPort);
    const health = await fetch(`http://127.0.0.1:${httpPort}/readyz`);
    expect(health.status).toBe(200);

    const begin = performance.now();
    dev.signal("SIGTERM");
    const { code, stdout, stderr } = await dev.ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: line });
    expect(performance.now() - begin).toBeLessThan(STOP_LIMIT_MS);
    expect(stderr).toContain("Not for production");
  });

  test("prints a first call that works as it stands", async () => {
    const dev = start(["dev", "--store", "memory", "--port", "0"]);
    const [, worker = ""] = await dev.stderr(/^ {2}npx lazyengine (worker .*)$/);
    const [, spec = "", run = ""] = await dev.stderr(/^ {2}echo '(.*)' \| npx lazyengine (run .*)$/);
    start(shellWords(worker));
    const flow = await lazyengine([...run.split(" "), "-o", "json"], { input: spec });
    expect(flow.code).toBe(0);
    expect(JSON.parse(flow.stdout)).toMatchObject({ flow: { name: "hello", state: "SUCCEEDED" } });
  });

  test("prints the address of the web pages, and none where they are off", async () => {
    const dev = start(["dev", "--store", "memory", "--port", "0"]);
    const [, , httpPort] = await dev.stdout(READY);
    const [, address = ""] = await dev.stderr(/^See it: (\S+)$/);
    expect(address).toBe(`http://127.0.0.1:${httpPort}/ui/`);
    const page = await fetch(address);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<title>LazyEngine</title>")]);
    const off = start(["dev", "--store", "memory", "--port", "0", "--no-ui"]);
    await off.stdout(READY);
    off.signal("SIGTERM");
    expect((await off.ended).stderr).not.toContain("See it");
  });

  test("says so where the port is taken, and ends with 1", async () => {
    const dev = start(["dev", "--store", "memory", "--port", "0"]);
    const [, port = ""] = await dev.stdout(READY);
    const second = await lazyengine(["dev", "--store", "memory", "--port", port]);
    expect(second.stderr).toMatch(/EADDRINUSE|in use/);
    expect(second.stderr).not.toMatch(/^\s+at /m);
    expect(second.code).not.toBe(0);
  });
});

describe("serve", () => {
  test("keeps flows in the database that is named, and never tells its connection string", async () => {
    const { uri, dbName } = testDatabase();
    const env = { LAZYENGINE_MONGODB: uri };
    const first = start(["serve", "--database", dbName, "--port", "0"], { env });
    const [, port, , store] = await first.stdout(READY);
    expect(store).toBe("mongodb");
    const spec = '{"name":"kept","tasks":[{"name":"a","type":"w"}]}';
    expect(
      await lazyengine(["run", "-", "--flow-id", "f", "--address", `127.0.0.1:${port}`], { input: spec }),
    ).toMatchObject({ code: 0 });
    first.signal("SIGTERM");
    expect(await first.ended).toMatchObject({ code: 0 });

    const second = start(["serve", "--database", dbName, "--port", "0"], { env });
    const [, newPort] = await second.stdout(READY);
    expect(await lazyengine(["get", "f", "--address", `127.0.0.1:${newPort}`])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/NAME\s+kept/),
    });
    second.signal("SIGINT");
    const { stdout, stderr } = await second.ended;
    expect(stdout + stderr).not.toContain(uri);
  });

  test("ends with 5 and the reason where the database cannot be reached", async () => {
    const port = await freePort();
    const { code, stderr } = await lazyengine(["serve", "--mongodb", `mongodb://127.0.0.1:${port}/`, "--port", "0"]);
    expect(stderr).toContain("ECONNREFUSED");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(5);
  });

  test("refuses to serve other machines without TLS, unless asked to", async () => {
    const { uri } = testDatabase();
    const { code, stderr } = await lazyengine(["serve", "--mongodb", uri, "--host", "0.0.0.0"]);
    expect(stderr).toContain("--insecure");
    expect(code).toBe(2);
  });
});

/** The words of a command line that has quotes only around whole words. */
function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
