/**
 * Requests over HTTP that do not come whole.
 */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { createConnection } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { fakeEngine } from "../fake-engine.js";
import { startServer, type TestServer } from "../running-server.js";
import { bearer, tokensFile } from "../tokens-file.js";
import { openCalls } from "./connect-client.js";

const MIB = 1024 * 1024;
const ONE = "one-0123456789abcdef";
const TOKENS = `tokens:
  - { token: ${ONE}, principal: one, namespaces: "*" }
`;

function post({ httpPort }: TestServer, bytes: number, headers: Readonly<Record<string, string>> = {}) {
  const made = request({
    port: httpPort,
    path: "/lazyengine.v1.LazyEngine/Run",
    method: "POST",
    headers: { "content-type": "application/json", "content-length": bytes, ...headers },
  });
  // That it is cut is what one of them waits for.
  made.on("error", () => undefined);
  onTestFinished(() => void made.destroy());
  return made;
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of answer) body += chunk;
  return body;
}

it("are cut where there are more than the process keeps: the one that has taken the longest", async () => {
  const server = await startServer(fakeEngine(), { maxHeldBytes: 9 * MIB });
  const [first, second, third] = [post(server, 4 * MIB), post(server, 4 * MIB), post(server, 4 * MIB)] as const;
  const cut = new Promise((resolve) => first.once("close", resolve));
  for (const one of [first, second, third]) await new Promise((resolve) => one.write(" ".repeat(4 * MIB - 1), resolve));
  await cut;
  await server.logged(
    ({ msg, err }) => msg === "call refused" && JSON.stringify(err).includes("may take 9437184 bytes"),
  );
  for (const one of [second, third]) {
    const answered = once(one, "response");
    one.end("!");
    const [answer] = await answered;
    expect(await bodyOf(answer)).toContain("INVALID_FIELD");
  }
});

it("are not taken from a caller whose token was withdrawn meanwhile", async () => {
  const tokens = tokensFile(TOKENS);
  const server = await startServer(fakeEngine(), { tokens: tokens.path });
  const made = post(server, 2, bearer(ONE).headers);
  await new Promise((resolve) => made.write("{", resolve));
  tokens.replace(TOKENS.replace(ONE, "two-0123456789abcdef"));
  await server.logged(({ msg }) => msg === "read the tokens again");
  const answered = once(made, "response");
  made.end("}");
  const [answer] = await answered;
  expect(answer.statusCode).toBe(401);
  expect(await bodyOf(answer)).toContain("UNAUTHENTICATED");
});

it("are answered when their time is over, and what comes of them then is left out", async () => {
  const server = await startServer(fakeEngine());
  const socket = createConnection({ host: "127.0.0.1", port: server.httpPort });
  onTestFinished(() => void socket.destroy());
  let received = "";
  socket.on("data", (bytes) => {
    received += bytes;
  });
  const head = "POST /lazyengine.v1.LazyEngine/Run HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
  socket.write(`${head}connect-timeout-ms: 50\r\ncontent-length: 100000\r\n\r\n{`);
  await expect.poll(() => received).toMatch(/^HTTP\/1.1 504 .*DEADLINE_EXCEEDED/s);
  // More than a stream keeps unread, and then another request.
  socket.write(`${" ".repeat(99_999)}${head}content-length: 2\r\n\r\n[]`);
  await expect.poll(() => received).toMatch(/HTTP\/1.1 400 .*INVALID_FIELD/s);
});

it("are not waited for by a server that stops", async () => {
  const server = await startServer(fakeEngine(), { stopGrace: 60_000 });
  const made = post(server, 2);
  const answered = once(made, "response");
  await new Promise((resolve) => made.write("{", resolve));
  await expect.poll(() => openCalls(server.httpPort)).toBe(1);
  const stopped = server.stop();
  const [answer] = await answered;
  expect(answer.statusCode).toBe(503);
  expect(await bodyOf(answer)).toContain("DRAINING");
  await stopped;
});

it.each([
  ["application/json", "Run"],
  ["application/proto", "Run"],
  ["application/connect+json", "WatchFlow"],
  ["application/connect+proto", "WatchFlow"],
])("are refused once more has come than a request may have, whatever is still to come (%s)", async (type, method) => {
  const server = await startServer(fakeEngine());
  const made = request({
    port: server.httpPort,
    path: `/lazyengine.v1.LazyEngine/${method}`,
    method: "POST",
    headers: { "content-type": type, "transfer-encoding": "chunked" },
  });
  made.on("error", () => undefined);
  onTestFinished(() => void made.destroy());
  const answered = once(made, "response");
  made.write(Buffer.alloc(4 * MIB + 6, " "));
  const [answer] = await answered;
  expect(await bodyOf(answer)).toContain("LIMIT_EXCEEDED");
  await expect.poll(() => openCalls(server.httpPort)).toBe(0);
});
