/**
 * Ports that have as many connections as may be: who has shown who he is keeps his, others give way to the next.
 */
import { once } from "node:events";
import { Agent, get as getPage, type IncomingMessage } from "node:http";
import type { ClientHttp2Session } from "node:http2";
import { connect, createServer, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { Connections } from "../../../src/server/connections.js";
import { makeCertificates } from "../certificates.js";
import { fakeEngine } from "../fake-engine.js";
import { refusalOf } from "../raw-client.js";
import { startServer } from "../running-server.js";
import { bearer, tokensFile } from "../tokens-file.js";
import { connection, open } from "./raw-stream.js";

const { getServerInfo, watchFlow } = LazyEngine.method;

const ONE = "one-0123456789abcdef";
const TOKENS = `tokens:
  - { token: ${ONE}, principal: one, namespaces: "*" }
`;
const KNOWN = bearer(ONE);

/** With a token, and so many connections of each port. */
const fullAt = (maxConnections: number, engine = fakeEngine()) =>
  startServer(engine, { tokens: tokensFile(TOKENS).path, maxConnections });

/** A connection on which nothing more comes than this. */
async function raw(port: number, bytes: string | Buffer): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(bytes);
  return socket;
}

/** A connection that asks for no more than health. */
async function watching(port: number): Promise<ClientHttp2Session> {
  const session = connection(port);
  const stream = open(session, "/grpc.health.v1.Health/Watch");
  const told = once(stream, "data");
  stream.end(Buffer.alloc(5));
  await told;
  return session;
}

/** The status of a page, asked for by a connection of its own; undefined = it was cut. */
function page(port: number, path: string): Promise<number | undefined> {
  const agent = new Agent();
  onTestFinished(() => agent.destroy());
  return new Promise((resolve) => {
    const asked = getPage({ port, host: "127.0.0.1", path, agent }, (answer: IncomingMessage) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on("error", () => resolve(undefined));
  });
}

describe("the port of gRPC", () => {
  it("cuts the oldest connection without a known caller for the next one", async () => {
    const server = await fullAt(3);
    await server.client.unary(getServerInfo, {}, KNOWN);
    const first = await watching(server.grpcPort);
    const second = await watching(server.grpcPort);
    const [firstGone, secondGone] = [once(first, "close"), once(second, "close")];
    await server.connect().unary(getServerInfo, {}, KNOWN);
    await firstGone;
    expect(second.closed).toBe(false);
    await server.connect().unary(getServerInfo, {}, KNOWN);
    await secondGone;
    // Theirs are there still, and leave no room.
    expect((await refusalOf(server.connect().unary(getServerInfo, {}, KNOWN))).code).toBe(status.UNAVAILABLE);
    await server.client.unary(getServerInfo, {}, KNOWN);
  });

  it("does not know a caller whose call is refused", async () => {
    const server = await fullAt(1);
    const stranger = server.connect();
    expect((await refusalOf(stranger.unary(getServerInfo, {}))).code).toBe(status.UNAUTHENTICATED);
    await server.client.unary(getServerInfo, {}, KNOWN);
  });
});

describe("the port of HTTP", () => {
  it("tells how the server is where requests that do not end hold all connections", async () => {
    const server = await fullAt(2);
    const half = "POST /lazyengine.v1.LazyEngine/Run HTTP/1.1\r\nhost: localhost\r\nx: ";
    const held = await Promise.all(Array.from({ length: 20 }, () => raw(server.httpPort, half)));
    expect(await page(server.httpPort, "/healthz")).toBe(200);
    expect(await page(server.httpPort, "/readyz")).toBe(200);
    await expect.poll(() => held.filter((socket) => socket.destroyed).length).toBeGreaterThanOrEqual(11);
  });

  it("tells it where callers hold all of them, of whom no further one is served", async () => {
    const engine = fakeEngine({
      watchFlow: async function* (_request, call) {
        yield { kind: "current", revision: "1" };
        await new Promise<void>((resolve) => call?.signal?.addEventListener("abort", () => resolve()));
      },
    });
    const server = await fullAt(2, engine);
    const headers = `authorization: Bearer ${ONE}\r\ncontent-type: application/connect+proto\r\ncontent-length: 5\r\n`;
    const call = `POST /lazyengine.v1.LazyEngine/${watchFlow.name} HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n`;
    const watch = () => raw(server.httpPort, call + "\0".repeat(5));
    const watches = [await watch(), await watch()];
    const metrics = async () => (await fetch(`http://127.0.0.1:${server.httpPort}/metrics`)).text();
    await expect.poll(metrics).toMatch(/lazyengine_open_calls 2/);
    const third = await watch();
    await once(third, "close");
    expect(await page(server.httpPort, "/healthz")).toBe(200);
    expect(watches.map((socket) => socket.destroyed)).toEqual([false, false]);
  });
});

it("a caller is known for a while after his last call", async () => {
  const taken: Connections[] = [
    new Connections({ most: 1, perAddress: 9, knownMs: 0 }),
    new Connections({ most: 1, perAddress: 9 }),
  ];
  for (const connections of taken) {
    const server = createServer((socket) => {
      if (!connections.take(socket)) return;
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      connections.callBegan(peer);
      connections.callEnded(peer);
      socket.on("error", () => undefined).write("taken");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const first = await raw(port, "");
    await once(first, "data");
    const next = await raw(port, "");
    await once(connections === taken[0] ? first : next, "close");
    expect(connections.size).toBe(1);
  }
});

/** The first bytes of what a client of TLS says. */
async function helloPart(): Promise<Buffer> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  connectTls({ port, host: "127.0.0.1" }).on("error", () => undefined);
  const [socket] = (await once(server, "connection")) as [Socket];
  const [hello] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  server.close();
  return hello.subarray(0, 100);
}

it("half a handshake and half of a request's headers are waited for for ten seconds", { timeout: 30_000 }, async () => {
  const certificates = makeCertificates();
  const { cert, key } = certificates.issue("localhost");
  const secure = await startServer(fakeEngine(), { tlsCert: cert, tlsKey: key });
  const plain = await startServer(fakeEngine());
  const hello = await helloPart();
  const halves = [
    await raw(secure.grpcPort, hello),
    await raw(secure.httpPort, hello),
    await raw(plain.httpPort, "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: "),
  ];
  const started = performance.now();
  await Promise.all(halves.map((socket) => once(socket.resume(), "close")));
  expect(performance.now() - started).toBeLessThan(20_000);
});
