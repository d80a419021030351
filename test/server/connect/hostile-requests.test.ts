/**
 * Requests that are none: whatever bytes come to the HTTP port, each gets an answer or is cut, no call stays open, nothing is
 * taken for a fault of the server, and the next one is served.
 */
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { fakeEngine } from "../fake-engine.js";
import { startServer, type TestServer } from "../running-server.js";
import { connectClient, http, openCalls, post } from "./connect-client.js";

const { suspendFlow, watchFlow } = LazyEngine.method;
const TYPES = ["application/json", "application/proto", "application/connect+json", "application/connect+proto"];

async function expectUnharmed(server: TestServer): Promise<void> {
  expect((await connectClient(server.httpPort).getServerInfo({})).store).toBe("memory");
  await expect.poll(() => openCalls(server.httpPort)).toBe(0);
  expect(server.log.filter(({ msg }) => msg === "unexpected error")).toEqual([]);
}

/** Sends the bytes as they are, ends or cuts the connection, and gives what came back once it is closed. */
function raw(port: number, text: string, cut: boolean): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: "127.0.0.1", port }, () => {
      socket.write(text, () => (cut ? socket.resetAndDestroy() : socket.end()));
    });
    socket.on("data", (chunk) => void chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
  });
}

describe("a request that is none", () => {
  it("by text that is not UTF-8 is refused, and nothing is put in its place", async () => {
    const server = await startServer(fakeEngine());
    const body = Buffer.concat([Buffer.from('{"flowId": "'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('"}')]);
    for (const bytes of [body, body.subarray(0, 15)]) {
      const answer = await http({
        port: server.httpPort,
        path: "/lazyengine.v1.LazyEngine/SuspendFlow",
        method: "POST",
        headers: { "content-type": "application/json" },
        body: bytes,
      });
      expect(answer.status).toBe(400);
      expect(String(answer.body)).toContain("its text is not UTF-8");
    }
    await expectUnharmed(server);
  });

  it("by bytes of any kind, under any name of a form, is refused or has no effect", async () => {
    const server = await startServer(fakeEngine());
    const requests = fc.record({
      method: fc.constantFrom("SuspendFlow", "WatchFlow"),
      type: fc.constantFrom(...TYPES),
      body: fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((text) => Buffer.from(text)),
        fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 50 })).map(([flags, data]) => encodeEnvelope(flags, data)),
      ),
      encoding: fc.constantFrom(undefined, "gzip", "br", "identity", "nonsense"),
      timeout: fc.constantFrom(undefined, "0", "-1", "99999999999", "x", "1000"),
    });
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, type, body, encoding, timeout }) => {
        const packing = type.includes("connect+") ? "connect-content-encoding" : "content-encoding";
        const headers = {
          "content-type": type,
          ...(encoding !== undefined && { [packing]: encoding }),
          ...(timeout !== undefined && { "connect-timeout-ms": timeout }),
        };
        const path = `/lazyengine.v1.LazyEngine/${method}`;
        const answer = await http({ port: server.httpPort, path, method: "POST", headers, body });
        // An empty message is one: the fake engine then says that it expected no call.
        expect([200, 400, 404, 408, 415, 429, 499, 500, 501, 504]).toContain(answer.status);
      }),
      { numRuns: 300 },
    );
    expect((await connectClient(server.httpPort).getServerInfo({})).store).toBe("memory");
    await expect.poll(() => openCalls(server.httpPort)).toBe(0);
  });

  it("that breaks off, or promises what never comes, leaves nothing open", async () => {
    const server = await startServer(fakeEngine());
    const head = `POST /lazyengine.v1.LazyEngine/SuspendFlow HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n`;
    for (const cut of [true, false]) {
      await raw(server.httpPort, `${head}content-length: 100\r\n\r\n{"flowId":`, cut);
      await raw(server.httpPort, `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"flo`, cut);
      await raw(server.httpPort, `${head}content-length: 4\r\n\r\n{}{}{}{}{}`, cut);
      await raw(server.httpPort, "POST / HTTP/9.9\r\n\r\n", cut);
      await raw(server.httpPort, `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, cut);
    }
    await expectUnharmed(server);
  });

  it("by a host that is none is refused, also by HTTP/1.0 without one", async () => {
    const server = await startServer(fakeEngine());
    const path = "/lazyengine.v1.LazyEngine/SuspendFlow";
    for (const host of ["a b", "[::1", "127.0.0.1:99999999", "\\", "@"]) {
      const headers = { host, "content-type": "application/json" };
      const answer = await http({ port: server.httpPort, path, method: "POST", headers, body: "{}" });
      expect([host, answer.status]).toEqual([host, 403]);
    }
    const head = `POST ${path} HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`;
    expect(await raw(server.httpPort, head, false)).toContain(" 403 ");
    await expectUnharmed(server);
  });

  it("whose fault is long is told of it in short, whether the caller takes packed answers or not", async () => {
    const server = await startServer(fakeEngine());
    const body = `{${JSON.stringify("x".repeat(50_000))}: 1}`;
    for (const headers of [{}, { "accept-encoding": "gzip" }] as const) {
      const answer = await post(server.httpPort, suspendFlow, body, headers);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body).message).toMatch(/^the request is no message of this method: .{900,1000}…$/);
    }
    const stream = await post(server.httpPort, watchFlow, encodeEnvelope(1, gzipSync(body)), {
      "content-type": "application/connect+json",
      "connect-content-encoding": "gzip",
      "connect-accept-encoding": "gzip",
    });
    expect(stream.body).toContain("INVALID_FIELD");
    expect(stream.body.length).toBeLessThan(10_000);
    await expectUnharmed(server);
  });

  it("is told of it with what it said, which the log is not", async () => {
    const server = await startServer(fakeEngine());
    const framed = { "content-type": "application/connect+json" };
    for (const body of ['{"flowId": "f", "sesame": 1}', '{"flowId": sesame', '{"flowId": "sesame", "flow_id": 1}']) {
      const unary = await post(server.httpPort, suspendFlow, body);
      const stream = await post(server.httpPort, watchFlow, encodeEnvelope(0, Buffer.from(body)), framed);
      for (const answer of [unary, stream]) {
        expect(answer.body).toMatch(/the request is no message of this method: .+/);
      }
    }
    const { body } = await post(server.httpPort, suspendFlow, '{"sesame": 1}');
    expect(JSON.parse(body).message).toContain('"sesame" is unknown');
    const refused = server.log.filter(({ msg }) => msg === "call refused");
    expect(refused).toHaveLength(7);
    expect(refused).toMatchObject(
      refused.map(() => ({ err: { message: "the request is no message of this method" } })),
    );
    expect(JSON.stringify(server.log)).not.toContain("sesame");
  });
});
