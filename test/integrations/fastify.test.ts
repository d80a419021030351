// The Fastify plug-in while no server of LazyEngine is up.
import { join } from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import type { Executor } from "../../src/client/index.js";
import { startRealServer } from "../client/real-server.js";
import { installedExample } from "./installed-example.js";

/** What of a Fastify server is used here. */
interface App {
  readonly lazyengineExecutor: Executor;
  ready(): Promise<unknown>;
  inject(request: string | object): Promise<{ statusCode: number; json(): Record<string, unknown> }>;
  close(): Promise<unknown>;
}

interface Line {
  readonly msg: string;
  readonly err?: { readonly message: string };
}

async function appWithLog(address: string, skip: TestContext["skip"]): Promise<{ app: App; lines: Line[] }> {
  const folder = await installedExample("fastify", skip);
  const { createApp } = await import(/* @vite-ignore */ pathToFileURL(join(folder, "app.mjs")).href);
  const lines: Line[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()));
      done();
    },
  });
  return { app: await createApp(address, { logger: { stream } }), lines };
}

const order = { method: "POST", url: "/orders", payload: { id: "o1", amount: 12 } };

test("a service starts without a server, says that it is not ready, and takes tasks when one comes", async ({
  skip,
}) => {
  const server = await startRealServer();
  await server.stop();
  const { app, lines } = await appWithLog(server.address, skip);
  onTestFinished(async () => void (await app.close()));

  await app.ready();
  expect((await app.inject("/readyz")).statusCode).toBe(503);
  const begin = performance.now();
  const refused = await app.inject(order);
  expect(performance.now() - begin).toBeLessThan(15_000);
  expect(refused.statusCode).toBe(503);
  expect(refused.json()).toEqual({
    code: "UNAVAILABLE",
    reason: "",
    message: "the service cannot do this at present",
  });

  await server.start();
  await app.lazyengineExecutor.start();
  expect((await app.inject("/readyz")).statusCode).toBe(200);
  expect((await app.inject(order)).statusCode).toBe(202);

  // The executor tried many times within the call's five seconds.
  const told = lines.filter(({ msg }) => /connect/.test(msg));
  expect(told.map(({ msg }) => msg)).toEqual(["cannot connect", "connected"]);
  expect(told[0]?.err?.message).toContain(`no answer from ${server.address}: connect ECONNREFUSED`);
  const failed = lines.find(({ msg }) => msg === "a call of LazyEngine failed");
  expect(failed?.err?.message).toContain(`no answer from ${server.address}`);
}, 120_000);

test("a service that never reached a server closes", async ({ skip }) => {
  const server = await startRealServer();
  await server.stop();
  const { app } = await appWithLog(server.address, skip);
  await app.ready();
  await app.close();
  expect(app.lazyengineExecutor.connected).toBe(false);
  await app.lazyengineExecutor.closed;
}, 120_000);
