/**
 * Requests over HTTP that do not come whole.
 */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { fakeEngine } from "../fake-engine.js";
import { startServer, type TestServer } from "../running-server.js";
import { bearer, tokensFile } from "../tokens-file.js";

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
