/**
 * What comes to the HTTP port and is no request is answered with a text, and its connection closed.
 */
import { once } from "node:events";
import { maxHeaderSize } from "node:http";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { WatchFlowFrame } from "../../src/engine/requests.js";
import { makeCertificates } from "./certificates.js";
import { http } from "./connect/connect-client.js";
import { fakeEngine } from "./fake-engine.js";
import { startServer } from "./running-server.js";

/** A connection that bytes are written to as they are. */
function connected(port: number) {
  const socket = connect({ host: "127.0.0.1", port });
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => void chunks.push(chunk));
  socket.on("error", () => undefined);
  const text = () => Buffer.concat(chunks).toString();
  const closed = once(socket, "close").then(text);
  return { write: (bytes: string) => void socket.write(bytes), text, closed };
}

it("says which limit the headers of a request pass", async () => {
  const { httpPort } = await startServer(fakeEngine());
  const { write, closed } = connected(httpPort);
  write(`GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-long: ${"x".repeat(maxHeaderSize)}\r\n\r\n`);
  const answer = await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\nconnection: close\r\n/);
  expect(answer).toMatch(/\r\n\r\nthe headers of a request may have at most 16384 bytes together\n$/);
  expect((await http({ port: httpPort, path: "/healthz" })).status).toBe(200);
});

it.each(["nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nno header\r\n\r\n"])(
  "says that %j is no request",
  async (bytes) => {
    const { httpPort } = await startServer(fakeEngine());
    const { write, closed } = connected(httpPort);
    write(bytes);
    const answer = await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    const [, body = ""] = answer.split("\r\n\r\n");
    expect(body).toMatch(/^this is no request by HTTP: .+\n$/);
    expect(answer).toContain(`content-length: ${body.length}\r\n`);
  },
);

it("says nothing in the midst of an answer, which would be taken for a part of it", async () => {
  const current: WatchFlowFrame = { kind: "current", revision: "r1" };
  let ended = false;
  const engine = fakeEngine({
    watchFlow: async function* (_request, call) {
      yield current;
      const { signal } = call ?? {};
      if (signal?.aborted === false) await once(signal, "abort");
      ended = true;
    },
  });
  const { httpPort } = await startServer(engine);
  const { write, text, closed } = connected(httpPort);
  const frame = `\0\0\0\0\x0f{"flowId": "f"}`;
  const head = "POST /lazyengine.v1.LazyEngine/WatchFlow HTTP/1.1\r\nhost: 127.0.0.1\r\n";
  write(`${head}content-type: application/connect+json\r\ncontent-length: ${frame.length}\r\n\r\n${frame}`);
  await expect.poll(text).toContain('"r1"');
  write("nonsense\r\n\r\n");
  const answer = await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).not.toContain("HTTP/1.1 400");
  await expect.poll(() => ended).toBe(true);
});

it("closes a connection without TLS to a port of TLS", async () => {
  const { cert, key } = makeCertificates().issue("server");
  const { httpPort } = await startServer(fakeEngine(), { tlsCert: cert, tlsKey: key });
  const { write, closed } = connected(httpPort);
  write("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
  expect(await closed).not.toContain("HTTP/1.1");
});
