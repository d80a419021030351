/**
 * Calls by the Connect protocol: the same answers and refusals as by gRPC, from the same handlers.
 */
import { request } from "node:https";
import type { SecureContextOptions } from "node:tls";
import { gzipSync } from "node:zlib";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../../../src/core/limits.js";
import type { CallContext } from "../../../src/engine/engine.js";
import { EngineError } from "../../../src/engine/engine-error.js";
import { makeCertificates } from "../certificates.js";
import { fakeEngine, someFlow } from "../fake-engine.js";
import { refusalOf } from "../raw-client.js";
import { startServer } from "../running-server.js";
import { bearer, tokensFile } from "../tokens-file.js";
import { connectClient, connectRefusalOf, http, openCalls, post } from "./connect-client.js";

const { suspendFlow, getFlowDetails, watchFlow, listFlows, executeTasks } = LazyEngine.method;

const READER = "reader-0123456789";
const TOKENS = `tokens: [{ token: ${READER}, principal: reader, namespaces: { prod: [read] } }]`;

const suspended = { flow: someFlow(), changes: [], changesTruncated: false, replayed: false };

describe("a unary call by the Connect protocol", () => {
  it.each([true, false])("is answered by the handler of gRPC, in the binary form (%s) and as JSON", async (binary) => {
    const seen: { call?: CallContext | undefined } = {};
    const engine = fakeEngine({
      suspendFlow: async (_request, call) => {
        seen.call = call;
        return suspended;
      },
    });
    const server = await startServer(engine);
    const client = connectClient(server.httpPort, { binary });
    const before = performance.now();
    const answer = await client.suspendFlow({ flowId: "flow-1" }, { timeoutMs: 20_000 });
    expect(answer.flow?.createTime).toMatchObject({ seconds: 1_700_000_000n });
    expect(seen.call?.deadline).toBeGreaterThan(before + 15_000);
    expect(seen.call?.deadline).toBeLessThan(before + 25_000);
    expect((await server.client.unary(suspendFlow, { flowId: "flow-1" })).flow).toEqual(answer.flow);
  });

  it.each([true, false])(
    "is refused as by gRPC, with all details, in the binary form (%s) and as JSON",
    async (binary) => {
      const errors = [
        new EngineError("INVALID_FIELD", "flow_id: is required", {
          metadata: { field: "flow_id" },
          violations: [{ field: "flow_id", description: "is required" }],
        }),
        new EngineError("FLOW_NOT_FOUND", "no flow", { metadata: { flow_id: "flow-1" } }),
        new EngineError("OVERLOADED", "queue full", { retryAfterMs: 1_250 }),
        new EngineError("CONFLICT", "again"),
      ];
      const server = await startServer(
        fakeEngine({ suspendFlow: ({ flowId }) => Promise.reject(errors[Number(flowId)]) }),
      );
      const client = connectClient(server.httpPort, { binary });
      for (const index of errors.keys()) {
        const flowId = String(index);
        const byConnect = await connectRefusalOf(client.suspendFlow({ flowId }));
        expect(byConnect).toEqual(await refusalOf(server.client.unary(suspendFlow, { flowId })));
        expect(byConnect.domain).toBe("lazyengine");
      }
    },
  );

  it("tells nothing of an unexpected error but the id of its entry in the log", async () => {
    const server = await startServer(fakeEngine({ suspendFlow: () => Promise.reject(new Error("secret")) }));
    const refusal = await connectRefusalOf(connectClient(server.httpPort).suspendFlow({ flowId: "f" }));
    expect(refusal).toMatchObject({ code: Code.Internal, reason: "INTERNAL" });
    expect(refusal.message).not.toContain("secret");
    const line = await server.logged(({ msg }) => msg === "unexpected error");
    expect(line["error_id"]).toBe(refusal.metadata["error_id"]);
  });

  it.each([
    ["no JSON", "{", "the request is no message of this method"],
    ["a field that there is not", '{"flow": "x"}', 'key "flow" is unknown'],
    ["a field of another type", '{"flowId": 3}', "flow_id"],
  ])("whose request has %s is refused with what is wrong", async (_what, body, text) => {
    const server = await startServer(fakeEngine());
    const answer = await post(server.httpPort, suspendFlow, body);
    expect(answer).toMatchObject({ status: 400, headers: { "content-type": "application/json" } });
    const error = JSON.parse(answer.body);
    expect(error).toMatchObject({ code: "invalid_argument", details: [{ type: "google.rpc.ErrorInfo" }, {}] });
    expect(error.message).toContain(text);
    expect(error.details[0].debug).toMatchObject({ reason: "INVALID_FIELD", domain: "lazyengine" });
    expect(server.log.filter(({ msg }) => msg === "call refused")).toHaveLength(1);
  });

  it("whose bytes are no message is refused as by gRPC", async () => {
    const server = await startServer(fakeEngine());
    const path = "/lazyengine.v1.LazyEngine/SuspendFlow";
    const headers = { "content-type": "application/proto" };
    const bytes = Buffer.from([0x0a, 0xff]);
    const answer = await http({ port: server.httpPort, path, method: "POST", headers, body: bytes });
    const error = JSON.parse(answer.body);
    const byGrpc = await refusalOf(server.client.bytes(suspendFlow, bytes));
    expect(answer.status).toBe(400);
    expect(error.message).toContain("the request is no message of this method");
    expect(error.details[0].debug.reason).toBe(byGrpc.reason);
  });

  it("may be as large as by gRPC and no larger, also packed", async () => {
    const server = await startServer(fakeEngine({ suspendFlow: async () => suspended }));
    const reason = "x".repeat(LIMITS.messageBytes + 1);
    const plain = await post(server.httpPort, suspendFlow, { flowId: "f", reason });
    const packed = await http({
      port: server.httpPort,
      path: "/lazyengine.v1.LazyEngine/SuspendFlow",
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body: gzipSync(JSON.stringify({ flowId: "f", reason })),
    });
    for (const answer of [plain, packed]) {
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body).details[0].debug).toMatchObject({
        reason: "LIMIT_EXCEEDED",
        metadata: { field: "", limit: String(LIMITS.messageBytes) },
      });
    }
  });

  it("is answered at its deadline, and its handler told to give up", async () => {
    const aborted: string[] = [];
    const engine = fakeEngine({
      suspendFlow: ({ flowId }, call) =>
        new Promise((_resolve, reject) => {
          call?.signal?.addEventListener("abort", () => {
            aborted.push(flowId);
            reject(call.signal?.reason);
          });
        }),
    });
    const server = await startServer(engine);
    const answer = await post(server.httpPort, suspendFlow, { flowId: "f" }, { "connect-timeout-ms": "30" });
    expect(answer.status).toBe(504);
    expect(JSON.parse(answer.body)).toMatchObject({ code: "deadline_exceeded" });
    expect(aborted).toEqual(["f"]);
    const caller = new AbortController();
    const left = connectClient(server.httpPort).suspendFlow({ flowId: "g" }, { signal: caller.signal });
    await expect.poll(async () => await openCalls(server.httpPort)).toBe(1);
    caller.abort();
    await expect(left).rejects.toThrow(ConnectError);
    await expect.poll(() => aborted).toEqual(["f", "g"]);
    await expect.poll(async () => await openCalls(server.httpPort)).toBe(0);
  });

  it("is counted, logged and audited as by gRPC", async () => {
    const server = await startServer(fakeEngine({ suspendFlow: async () => suspended }), { auditLog: "all" });
    await connectClient(server.httpPort).suspendFlow({ flowId: "flow-1", namespace: "prod" });
    expect(server.log).toContainEqual(
      expect.objectContaining({ audit: true, method: "SuspendFlow", flow_id: "flow-1", namespace: "prod", code: 0 }),
    );
    const { body } = await http({ port: server.httpPort, path: "/metrics" });
    expect(body.split("\n")).toContain('lazyengine_calls_total{method="SuspendFlow",code="0"} 1');
  });
});

describe("what the Connect protocol does not serve", () => {
  it("is said by the status of HTTP, with what is expected", async () => {
    const server = await startServer(fakeEngine());
    const port = server.httpPort;
    expect((await post(port, executeTasks, {})).status).toBe(404);
    const byGet = await http({ port, path: "/lazyengine.v1.LazyEngine/ListFlows" });
    expect(byGet).toMatchObject({ status: 405, headers: { allow: "POST", "content-type": "application/json" } });
    expect(JSON.parse(byGet.body)).toEqual({ code: "invalid_argument", message: "ListFlows is called by POST" });
    for (const [method, type, expected] of [
      [listFlows, "text/plain", "application/json or application/proto"],
      [listFlows, "application/connect+json", "application/json or application/proto"],
      [watchFlow, "application/json", "application/connect+json or application/connect+proto"],
    ] as const) {
      const answer = await post(port, method, "{}", { "content-type": type });
      expect(answer).toMatchObject({ status: 415, headers: { "content-type": "application/json" } });
      const message = `content-type has to be ${expected}, not ${type}`;
      expect(JSON.parse(answer.body)).toEqual({ code: "invalid_argument", message });
    }
  });
});

describe("who calls by the Connect protocol", () => {
  it("is told by a bearer token and held to its namespaces and verbs, as by gRPC", async () => {
    const engine = fakeEngine({ getFlowDetails: async () => ({ flow: someFlow(), tasks: [], nextPageToken: "" }) });
    const server = await startServer(engine, { tokens: tokensFile(TOKENS).path });
    const client = connectClient(server.httpPort);
    await client.getFlowDetails({ flowId: "f", namespace: "prod" }, bearer(READER));
    for (const [request, setting] of [
      [{ flowId: "f", namespace: "prod" }, {}],
      [{ flowId: "f", namespace: "prod" }, bearer("unknown-0123456789")],
      [{ flowId: "f", namespace: "other" }, bearer(READER)],
    ] as const) {
      const refused = await connectRefusalOf(client.getFlowDetails(request, setting));
      expect(refused).toEqual(await refusalOf(server.client.unary(getFlowDetails, request, setting)));
    }
    const control = await connectRefusalOf(client.suspendFlow({ flowId: "f", namespace: "prod" }, bearer(READER)));
    expect(control).toMatchObject({ reason: "PERMISSION_DENIED", metadata: { namespace: "prod", verb: "admin" } });
    const watch = client.watchFlow({ namespace: "other" }, bearer(READER))[Symbol.asyncIterator]();
    expect(await connectRefusalOf(watch.next())).toMatchObject({ reason: "PERMISSION_DENIED" });
    expect(server.log.filter(({ audit }) => audit)).toHaveLength(8);
  });

  it("is refused before anything of its request is read", async () => {
    const server = await startServer(fakeEngine(), { tokens: tokensFile(TOKENS).path });
    const answer = await post(server.httpPort, watchFlow, "no message at all", {
      "content-type": "application/connect+json",
    });
    expect(answer.body).toContain("unauthenticated");
    const unary = await post(server.httpPort, listFlows, "{");
    expect(unary).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
  });

  it("has to show a certificate where gRPC takes connections of those alone, a token or not", async () => {
    const certificates = makeCertificates();
    const { cert, key } = certificates.issue("server");
    const caller = certificates.issue("executor-7");
    const authority = certificates.read(certificates.authority);
    const tls = { tlsCert: cert, tlsKey: key, tlsClientCa: certificates.authority };
    const principals: (string | undefined)[] = [];
    const engine = fakeEngine({
      listFlows: async (_request, call) => {
        principals.push(call?.principal);
        return { flows: [], nextPageToken: "" };
      },
    });
    const known = { ca: authority, cert: certificates.read(caller.cert), key: certificates.read(caller.key) };
    const byName = await startServer(engine, tls);
    expect(await postByTls(byName.httpPort, known)).toBe(200);
    expect(await postByTls(byName.httpPort, { ca: authority })).toBe(401);
    const byToken = await startServer(engine, { ...tls, tokens: tokensFile(TOKENS).path });
    const token = bearer(READER).headers;
    expect(await postByTls(byToken.httpPort, known, token)).toBe(200);
    expect(await postByTls(byToken.httpPort, { ca: authority }, token)).toBe(401);
    expect(principals).toEqual(["certificate:executor-7", "reader"]);
  });
});

/** The status of a call to ListFlows. */
function postByTls(port: number, tls: SecureContextOptions, headers: Readonly<Record<string, string>> = {}) {
  return new Promise<number | undefined>((resolve, reject) => {
    const path = "/lazyengine.v1.LazyEngine/ListFlows";
    const json = { "content-type": "application/json", ...headers };
    const sent = request({ host: "127.0.0.1", port, path, method: "POST", headers: json, ...tls }, (response) =>
      resolve(response.resume().statusCode),
    );
    sent.on("error", reject);
    sent.end('{"namespace": "prod"}');
  });
}
