/**
 * What a server offers beside the contract: health, reflection, the HTTP side port, the limit of connections.
 */
import { execFile } from "node:child_process";
import { get as httpsGet } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { credentials, makeGenericClientConstructor, type ServiceDefinition } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../src/engine/engine-error.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { makeCertificates } from "./certificates.js";
import { fakeEngine, someFlow } from "./fake-engine.js";
import { refusalOf } from "./raw-client.js";
import { startServer } from "./running-server.js";

const { getServerInfo, suspendFlow } = LazyEngine.method;

const BUF = join(import.meta.dirname, "../../node_modules/.bin/buf");

async function get(port: number, path: string): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, body: await response.text() };
}

/** What grpc.health.v1.Health says of a service. */
async function healthOf(port: number, service: string): Promise<unknown> {
  // The definitions of the two versions of the loader have the same shape.
  const HealthClient = makeGenericClientConstructor(healthService as unknown as ServiceDefinition, "Health");
  const client = new HealthClient(`127.0.0.1:${port}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  return new Promise((resolve, reject) => {
    const take = (error: Error | null, answer: { readonly status: unknown }) =>
      error === null ? resolve(answer.status) : reject(error);
    client["check"]?.({ service }, take);
  });
}

describe("health", () => {
  it("is SERVING only while the store answers", async () => {
    let ok = true;
    const engine = fakeEngine({ health: async () => ({ ok, detail: ok ? "" : "no primary" }) });
    const server = await startServer(engine);
    expect(await healthOf(server.grpcPort, "")).toBe("SERVING");
    expect(await healthOf(server.grpcPort, "lazyengine.v1.LazyEngine")).toBe("SERVING");
    expect(await get(server.httpPort, "/readyz")).toEqual({ status: 200, body: '{"ready":true,"detail":""}\n' });
    ok = false;
    await server.logged(({ msg }) => msg === "the store does not answer");
    expect(await healthOf(server.grpcPort, "")).toBe("NOT_SERVING");
    expect(await get(server.httpPort, "/readyz")).toEqual({
      status: 503,
      body: '{"ready":false,"detail":"no primary"}\n',
    });
    expect((await get(server.httpPort, "/metrics")).body).toContain("lazyengine_store_up 0");
    expect((await get(server.httpPort, "/healthz")).status).toBe(200);
  });

  it("is logged in one line when the store goes and in one when it is back, whatever fails meanwhile", async () => {
    let ok = true;
    const engine = fakeEngine({ health: async () => ({ ok, detail: ok ? "" : "no primary" }) });
    const server = await startServer(engine, { logLevel: "info" });
    ok = false;
    const error = new StoreUnavailable("the database does not answer", { cause: new Error("of the driver") });
    for (let round = 0; round < 5; round += 1) engine.emit({ kind: "error", what: "the sweep", error });
    await server.logged(({ msg }) => msg === "the store does not answer");
    engine.emit({ kind: "error", what: "the sweep", error });
    ok = true;
    await expect.poll(() => server.log.at(-1)?.["msg"], { timeout: 10_000 }).toBe("the store answers");
    const segmentId = "0a1b2c3d:default/flow-1/x/2";
    engine.emit({ kind: "error", what: "the sweep", error: new Error("a bug"), segmentId, taskId: "t" });
    expect(server.log.at(-1)).toMatchObject({ namespace: "default", flow_id: "flow-1", task_id: "t" });
    expect(server.log.map(({ msg }) => msg)).toEqual([
      "the store answers",
      "the store does not answer",
      "the store answers",
      "background error",
    ]);
    expect(JSON.stringify(server.log)).not.toContain("of the driver");
  });

  it("is NOT_SERVING where the store cannot even be asked", async () => {
    const server = await startServer(fakeEngine({ health: () => Promise.reject(new Error("no route")) }));
    expect(await healthOf(server.grpcPort, "")).toBe("NOT_SERVING");
    await expect(healthOf(server.grpcPort, "unknown")).rejects.toThrow("NOT_FOUND");
  });
});

describe("reflection", () => {
  it("tells a stranger's tool all it needs to call", async () => {
    const server = await startServer(fakeEngine());
    const curl = async (...args: string[]) => {
      const { stdout } = await promisify(execFile)(BUF, [
        "curl",
        "--http2-prior-knowledge",
        "--protocol",
        "grpc",
        ...args,
      ]);
      return stdout;
    };
    const url = `http://127.0.0.1:${server.grpcPort}`;
    const services = await curl("--list-services", url);
    expect(services.trim().split("\n")).toEqual(
      expect.arrayContaining(["grpc.health.v1.Health", "lazyengine.v1.LazyEngine"]),
    );
    const info = await curl("--data", "{}", `${url}/lazyengine.v1.LazyEngine/GetServerInfo`);
    expect(JSON.parse(info)).toMatchObject({ store: "memory", limits: { tasksPerFlow: 1_000_000 } });
  });

  it("is off where the settings say so", async () => {
    const server = await startServer(fakeEngine(), { reflection: false });
    const curl = promisify(execFile)(BUF, [
      "curl",
      "--http2-prior-knowledge",
      "--protocol",
      "grpc",
      "--list-services",
      `http://127.0.0.1:${server.grpcPort}`,
    ]);
    await expect(curl).rejects.toThrow();
  });
});

describe("the HTTP side port", () => {
  it("counts calls by method and code, and what the engine tells", async () => {
    const engine = fakeEngine({
      suspendFlow: ({ flowId }) =>
        flowId === "flow-1"
          ? Promise.resolve({ flow: someFlow(), changes: [], changesTruncated: false, replayed: false })
          : Promise.reject(new EngineError("FLOW_NOT_FOUND", "no flow")),
    });
    const server = await startServer(engine);
    await server.client.unary(suspendFlow, { flowId: "flow-1" });
    await server.client.unary(suspendFlow, { flowId: "flow-1" });
    await refusalOf(server.client.unary(suspendFlow, { flowId: "flow-2" }));
    engine.emit({ kind: "commit", segments: 3, commands: 20, durationMs: 2 });
    engine.emit({ kind: "conflict", segments: 2, commands: 6, givenUp: 1 });
    engine.emit({ kind: "unanswered", segments: 3 });
    engine.emit({ kind: "hand_over", latencyMs: 12 });
    engine.emit({ kind: "expired", sessions: 4 });
    engine.emit({ kind: "error", what: "a sweep", error: new Error("x") });
    const { body } = await get(server.httpPort, "/metrics");
    for (const line of [
      'lazyengine_calls_total{method="SuspendFlow",code="0"} 2',
      'lazyengine_calls_total{method="SuspendFlow",code="5"} 1',
      'lazyengine_call_duration_seconds_count{method="SuspendFlow"} 3',
      "lazyengine_commit_commands_sum 20",
      "lazyengine_commit_segments_sum 3",
      "lazyengine_commit_duration_seconds_count 1",
      "lazyengine_conflicts_total 2",
      "lazyengine_command_retries_total 5",
      "lazyengine_commands_given_up_total 1",
      "lazyengine_unanswered_commits_total 1",
      'lazyengine_refusals_total{method="SuspendFlow",reason="FLOW_NOT_FOUND"} 1',
      "lazyengine_hand_over_seconds_sum 0.012",
      "lazyengine_expired_sessions_total 4",
      'lazyengine_background_errors_total{cause="unexpected"} 1',
      "lazyengine_sessions 3",
      "lazyengine_held_tasks 5",
      "lazyengine_backlog_tasks 7",
      "lazyengine_queued_commands 11",
      "lazyengine_open_calls 0",
      "lazyengine_connections 1",
      "lazyengine_store_up 1",
    ]) {
      expect(body.split("\n")).toContain(line);
    }
  });

  it("serves nothing else", async () => {
    const server = await startServer(fakeEngine());
    expect((await get(server.httpPort, "/flows")).status).toBe(404);
    const posted = await fetch(`http://127.0.0.1:${server.httpPort}/metrics`, { method: "POST" });
    expect(posted.status).toBe(405);
  });

  it("is served by HTTPS alone where TLS is on, and its pages to those without a certificate, too", async () => {
    const certificates = makeCertificates();
    const { cert, key } = certificates.issue("server");
    const authority = certificates.read(certificates.authority);
    const config = { tlsCert: cert, tlsKey: key, tlsClientCa: certificates.authority };
    const server = await startServer(fakeEngine(), config, credentials.createSsl(authority));
    const status = await new Promise((resolve, reject) => {
      const url = `https://127.0.0.1:${server.httpPort}/readyz`;
      httpsGet(url, { ca: authority }, (response) => resolve(response.resume().statusCode)).on("error", reject);
    });
    expect(status).toBe(200);
    await expect(get(server.httpPort, "/metrics")).rejects.toThrow("fetch failed");
  });

  it("gives the port of gRPC back where its own is taken", async () => {
    const first = await startServer(fakeEngine());
    const second = startServer(fakeEngine(), { httpPort: first.httpPort });
    await expect(second).rejects.toThrow("EADDRINUSE");
  });
});

describe("the limit of connections", () => {
  it("turns away what is over it and lets in again what there is room for", async () => {
    const server = await startServer(fakeEngine(), { maxConnections: 1 });
    await server.client.unary(getServerInfo, {});
    const second = server.connect();
    expect((await refusalOf(second.unary(getServerInfo, {}))).code).toBe(14);
    server.client.close();
    const third = server.connect(undefined, { "grpc.initial_reconnect_backoff_ms": 20 });
    await third.unary(getServerInfo, {}, { waitForReady: true, deadlineMs: 10_000 });
  });
});
