/**
 * How much one caller may take of a server: calls at once, calls a second, connections, metadata.
 */
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { fakeEngine, someFlow } from "../fake-engine.js";
import { refusalOf } from "../raw-client.js";
import { startServer } from "../running-server.js";
import { StreamReading } from "../stream-reading.js";
import { bearer, tokensFile } from "../tokens-file.js";

const { getFlowDetails, getServerInfo, importDefinition, watchFlow } = LazyEngine.method;

const ONE = "one-0123456789abcdef";
const TWO = "two-0123456789abcdef";
const tokens = () =>
  tokensFile(`tokens:
  - { token: ${ONE}, principal: one, namespaces: "*" }
  - { token: ${TWO}, principal: two, namespaces: "*" }
`).path;

const watching = () =>
  fakeEngine({
    watchFlow: async function* (_request, call) {
      yield { kind: "current", revision: "1" };
      await new Promise<void>((resolve) => call?.signal?.addEventListener("abort", () => resolve()));
    },
    getFlowDetails: async () => ({ flow: someFlow(), tasks: [], nextPageToken: "" }),
  });

describe("the calls that a caller may have open", () => {
  it("are counted over all its connections, and those of others are not", async () => {
    const server = await startServer(watching(), { tokens: tokens(), maxCallsPerCaller: 2 });
    const watch = (client = server.client, token = ONE) => client.serverStream(watchFlow, {}, bearer(token));
    const [first, second] = [watch(), watch(server.connect())];
    const readings = [first, second].map((stream) => new StreamReading(stream));
    await Promise.all(readings.map((reading) => reading.count(1)));
    expect(await refusalOf(new StreamReading(watch()).end())).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      reason: "OVERLOADED",
      metadata: { limit: "calls_per_caller", value: "2" },
    });
    await new StreamReading(watch(server.client, TWO)).count(1);
    first.cancel();
    await readings[0]?.end().catch(() => undefined);
    // Its place is free once the server knows that it is gone.
    await expect
      .poll(async () => {
        const next = watch();
        const taken = await new StreamReading(next).count(1).then(
          () => true,
          () => false,
        );
        next.cancel();
        return taken;
      })
      .toBe(true);
  });
});

describe("the calls that a caller may make a second", () => {
  it("are as many at once after a pause, then refused with when to try again", async () => {
    const { client } = await startServer(watching(), { tokens: tokens(), callsPerSecond: 5 });
    const call = (token: string) => client.unary(getFlowDetails, { flowId: "f" }, bearer(token));
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => call(ONE)));
    const refused = outcomes.filter(({ status: outcome }) => outcome === "rejected");
    // What has flowed in meanwhile counts, too: on a slow machine that may be some.
    expect(refused.length).toBeGreaterThan(0);
    expect(outcomes.length - refused.length).toBeGreaterThanOrEqual(5);
    const refusal = await refusalOf(Promise.reject((refused[0] as PromiseRejectedResult).reason));
    expect(refusal).toMatchObject({ reason: "OVERLOADED", metadata: { limit: "calls_per_second", value: "5" } });
    expect(refusal.retryMs).toBeGreaterThan(0);
    expect(refusal.retryMs).toBeLessThanOrEqual(200);
    await call(TWO);
    await expect
      .poll(() =>
        call(ONE).then(
          () => "served",
          () => "refused",
        ),
      )
      .toBe("served");
  });

  it("hold back the frames of a stream instead of refusing them", async () => {
    const imported: number[] = [];
    let held = 0;
    const engine = fakeEngine({
      importDefinition: async ({ tasks, heldBackMs = () => 0 }) => {
        for await (const piece of tasks) imported.push(piece.length);
        held = heldBackMs();
        return { digest: "d", created: true, warnings: [], taskCount: imported.length };
      },
    });
    const { client } = await startServer(engine, { callsPerSecond: 20 });
    const started = performance.now();
    const stream = client.bidi(importDefinition as never);
    const reading = new StreamReading(stream);
    stream.write({ frame: { case: "open", value: { spec: { name: "n" } } } } as never);
    for (let piece = 0; piece < 29; piece += 1) {
      const tasks = [{ name: `t${piece}`, work: { case: "noop", value: {} } }];
      stream.write({ frame: { case: "tasks", value: { tasks } } } as never);
    }
    stream.end();
    await reading.end();
    expect(imported.length).toBe(29);
    // 20 at once with the call itself, the rest at 20 a second.
    expect(performance.now() - started).toBeGreaterThan(400);
    // Whoever looks how long nothing comes is told that it is not the caller's doing.
    expect(held).toBeGreaterThan(350);
    expect(held).toBeLessThanOrEqual(performance.now() - started);
  });
});

describe("the connections of one address", () => {
  it("are limited, and free again once closed", async () => {
    const server = await startServer(fakeEngine(), { maxConnectionsPerAddress: 1 });
    await server.client.unary(getServerInfo, {});
    expect((await refusalOf(server.connect().unary(getServerInfo, {}))).code).toBe(status.UNAVAILABLE);
    server.client.close();
    const next = server.connect(undefined, { "grpc.initial_reconnect_backoff_ms": 20 });
    await next.unary(getServerInfo, {}, { waitForReady: true, deadlineMs: 10_000 });
  });

  it("are closed when they are idle, and cut off when they are old", async () => {
    const idle = await startServer(fakeEngine(), { maxConnectionIdle: 1_000 });
    await idle.client.unary(getServerInfo, {});
    const old = await startServer(watching(), { maxConnectionAge: 1_000, connectionAgeGrace: 100 });
    const reading = new StreamReading(old.client.serverStream(watchFlow, {}));
    await reading.count(1);
    expect(await refusalOf(reading.end())).toMatchObject({ reason: undefined });
    const metrics = async () => (await fetch(`http://127.0.0.1:${idle.httpPort}/metrics`)).text();
    await expect.poll(metrics, { timeout: 10_000 }).toContain("lazyengine_connections 0");
    // A new one is made by itself.
    await idle.client.unary(getServerInfo, {});
    await old.client.unary(getServerInfo, {}, { waitForReady: true, deadlineMs: 10_000 });
  });
});

describe("metadata", () => {
  it("beyond 64 KiB is refused by the transport, and hurts nobody else", async () => {
    const server = await startServer(fakeEngine());
    const big = { headers: { "x-big": "x".repeat(200_000) } };
    expect((await refusalOf(server.connect().unary(getServerInfo, {}, big))).reason).toBeUndefined();
    await server.client.unary(getServerInfo, {}, { headers: { "x-small": "x".repeat(4_000) } });
  });
});
