/**
 * Who is let in: TLS, certificates of clients, bearer tokens and their namespaces.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { credentials, status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { ConfigError } from "../../src/server/setting.js";
import { makeCertificates } from "./certificates.js";
import { FakeSession, fakeEngine, someFlow } from "./fake-engine.js";
import { type RawClient, refusalOf } from "./raw-client.js";
import { startServer } from "./running-server.js";
import { StreamReading } from "./stream-reading.js";
import { bearer, tokensFile } from "./tokens-file.js";

const { getFlowDetails, getServerInfo, executeTasks, watchFlow } = LazyEngine.method;

/** Who called, as the engine was told. */
function engineThatAsksWho() {
  const principals: (string | undefined)[] = [];
  const engine = fakeEngine({
    getFlowDetails: async (_request, call) => {
      principals.push(call?.principal);
      return { flow: someFlow(), tasks: [], nextPageToken: "" };
    },
  });
  return { engine, principals };
}

describe("TLS", () => {
  it("serves who trusts the server's certificate, and nobody in plain text", async () => {
    const certificates = makeCertificates();
    const { cert, key } = certificates.issue("server");
    const trusting = credentials.createSsl(certificates.read(certificates.authority));
    const server = await startServer(fakeEngine(), { tlsCert: cert, tlsKey: key }, trusting);
    expect((await server.client.unary(getServerInfo, {})).store).toBe("memory");
    const plain = server.connect(credentials.createInsecure());
    expect((await refusalOf(plain.unary(getServerInfo, {}))).code).toBe(status.UNAVAILABLE);
  });

  it("takes the caller's name from its certificate where it asks for one", async () => {
    const certificates = makeCertificates();
    const { cert, key } = certificates.issue("server");
    const client = certificates.issue("executor-7");
    const authority = certificates.read(certificates.authority);
    const known = credentials.createSsl(authority, certificates.read(client.key), certificates.read(client.cert));
    const { engine, principals } = engineThatAsksWho();
    const config = { tlsCert: cert, tlsKey: key, tlsClientCa: certificates.authority };
    const server = await startServer(engine, config, known);
    await server.client.unary(getFlowDetails, { flowId: "flow-1" });
    expect(principals).toEqual(["certificate:executor-7"]);
    const stranger = server.connect(credentials.createSsl(authority));
    expect((await refusalOf(stranger.unary(getFlowDetails, { flowId: "f" }))).code).toBe(status.UNAVAILABLE);
  });

  it("names the flag of a file that is missing or holds no certificate", async () => {
    const missing = startServer(fakeEngine(), { tlsCert: "/nowhere.pem", tlsKey: "/nowhere.key" });
    await expect(missing).rejects.toThrow("--tls-cert: cannot read /nowhere.pem");
    const strange = startServer(fakeEngine(), { tlsCert: "/dev/null", tlsKey: "/dev/null" });
    await expect(strange).rejects.toThrow("--tls-cert: /dev/null holds nothing in PEM form");
    const { cert, key } = makeCertificates().issue("server");
    const exchanged = startServer(fakeEngine(), { tlsCert: key, tlsKey: cert });
    await expect(exchanged).rejects.toThrow(`--tls-cert: ${key} holds no certificate`);
    const twice = startServer(fakeEngine(), { tlsCert: cert, tlsKey: cert });
    await expect(twice).rejects.toThrow(`--tls-key: ${cert} holds no private key`);
  });

  it("refuses to start with a key that belongs to another certificate, and names both files", async () => {
    const certificates = makeCertificates();
    const [{ cert }, { key }] = [certificates.issue("server"), certificates.issue("other")];
    const started = startServer(fakeEngine(), { tlsCert: cert, tlsKey: key });
    await expect(started).rejects.toThrow(`--tls-key ${key} is not the key of the certificate in --tls-cert ${cert}`);
    await expect(started).rejects.toThrow(ConfigError);
  });
});

const MISTRAL = "mistral-0123456789";
const ADMIN = "admin-0123456789abc";

const TOKENS = `
tokens:
  - { token: ${MISTRAL}, principal: mistral, namespaces: [prod, default] }
  - { token: ${ADMIN}, principal: admin, namespaces: "*" }
`;

describe("bearer tokens", () => {
  it("tell callers apart and hold them to their namespaces", async () => {
    const { engine, principals } = engineThatAsksWho();
    const { client } = await startServer(engine, { tokens: tokensFile(TOKENS).path });
    await client.unary(getFlowDetails, { flowId: "f", namespace: "prod" }, bearer(MISTRAL));
    await client.unary(getFlowDetails, { flowId: "f" }, bearer(MISTRAL));
    await client.unary(getFlowDetails, { flowId: "f", namespace: "any" }, bearer(ADMIN));
    expect(principals).toEqual(["mistral", "mistral", "admin"]);
    const refusal = await refusalOf(client.unary(getFlowDetails, { flowId: "f", namespace: "any" }, bearer(MISTRAL)));
    expect(refusal).toMatchObject({
      code: status.PERMISSION_DENIED,
      reason: "PERMISSION_DENIED",
      metadata: { namespace: "any", verb: "read" },
    });
  });

  it.each([
    ["no token", {}],
    ["an unknown token", bearer("unknown-0123456789")],
    ["another scheme", { headers: { authorization: `Basic ${MISTRAL}` } }],
  ])("refuse a call with %s, of every kind", async (_what, setting) => {
    const { client } = await startServer(fakeEngine(), { tokens: tokensFile(TOKENS).path });
    const expected = { code: status.UNAUTHENTICATED, reason: "UNAUTHENTICATED" };
    expect(await refusalOf(client.unary(getFlowDetails, { flowId: "f" }, setting))).toMatchObject(expected);
    const watch = new StreamReading(client.serverStream(watchFlow, {}, setting));
    expect(await refusalOf(watch.end())).toMatchObject(expected);
    const execute = new StreamReading(client.bidi(executeTasks, setting));
    expect(await refusalOf(execute.end())).toMatchObject(expected);
  });

  it("are written as the documentation shows", async () => {
    const document = readFileSync(join(import.meta.dirname, "../../docs/command.md"), "utf8");
    const [, content = ""] = /<!-- tokens file -->\n```yaml\n([\s\S]*?)```/.exec(document) ?? [];
    const [narrow = "", wide = ""] = [...content.matchAll(/token: (\S+)/g)].map(([, token]) => token);
    const { engine, principals } = engineThatAsksWho();
    const { client } = await startServer(engine, { tokens: tokensFile(content).path });
    await client.unary(getFlowDetails, { flowId: "f", namespace: "prod" }, bearer(narrow));
    await client.unary(getFlowDetails, { flowId: "f", namespace: "any" }, bearer(wide));
    expect(principals).toEqual(["reports", "operator"]);
    const refusal = await refusalOf(client.unary(getFlowDetails, { flowId: "f", namespace: "any" }, bearer(narrow)));
    expect(refusal.reason).toBe("PERMISSION_DENIED");
  });

  it("hold streams to their namespaces, too", async () => {
    const engine = fakeEngine({ openSession: async () => new FakeSession() });
    const { client } = await startServer(engine, { tokens: tokensFile(TOKENS).path });
    const stream = client.bidi(executeTasks, bearer(MISTRAL));
    stream.write({ frame: { case: "open", value: { queues: ["q"], namespace: "any" } } });
    expect(await refusalOf(new StreamReading(stream).end())).toMatchObject({ reason: "PERMISSION_DENIED" });
    const watch = new StreamReading(client.serverStream(watchFlow, { namespace: "any" }, bearer(MISTRAL)));
    expect(await refusalOf(watch.end())).toMatchObject({ reason: "PERMISSION_DENIED" });
  });

  it("are read again when the file changes; a faulty file leaves them as they were", async () => {
    const file = tokensFile(TOKENS);
    const server = await startServer(engineThatAsksWho().engine, { tokens: file.path });
    const call = (client: RawClient, token: string) => client.unary(getFlowDetails, { flowId: "f" }, bearer(token));
    const changed = "changed-0123456789";
    file.replace("tokens: [{ token: short, principal: x, namespaces: [a] }]");
    const line = await server.logged(({ msg }) => String(msg).startsWith("the tokens cannot be read"));
    expect(JSON.stringify(line)).toContain("entry 1: token must be at least 16 characters");
    await call(server.client, MISTRAL);
    file.replace(TOKENS.replace(MISTRAL, changed));
    await server.logged(({ msg }) => msg === "read the tokens again");
    await call(server.client, changed);
    expect(await refusalOf(call(server.client, MISTRAL))).toMatchObject({ reason: "UNAUTHENTICATED" });
  });

  it.each([
    ["tokens: 3", "it must hold a list `tokens`"],
    ["tokens: [x]", "entry 1 must have token or token_sha256, principal and namespaces"],
    [`tokens: [{ principal: a, namespaces: "*" }]`, "entry 1 must have one of token and token_sha256"],
    [`tokens: [{ token_sha256: ${ADMIN}, principal: a, namespaces: "*" }]`, "token_sha256 must be a SHA-256"],
    [
      `tokens: [{ token: ${ADMIN}, principal: a, namespaces: [A] }]`,
      "entry 1: namespaces: entry 1 is no name of a namespace",
    ],
    [
      `tokens: [{ token: ${ADMIN}, principal: a, namespaces: [a], verbs: [write] }]`,
      "entry 1: verbs: entry 1 is none of run",
    ],
    [
      `tokens: [{ token: ${ADMIN}, principal: a, namespaces: { a: [] } }]`,
      "entry 1: namespaces.a must be a list of some of",
    ],
    [
      `tokens: [{ token: ${ADMIN}, principal: a, namespaces: { a: [run] }, verbs: [run] }]`,
      "verbs: each of the namespaces",
    ],
    [
      `tokens: [{ token: ${ADMIN}, principal: a, namespaces: [a], expires: tomorrow }]`,
      "expires must be a time such as",
    ],
    [
      `tokens: [{ token: ${ADMIN}, principal: a, namespaces: [a] }, { token: ${ADMIN}, principal: b, namespaces: [b] }]`,
      "entry 2: an entry before has this token, too",
    ],
    [`tokens: [{ token: ${ADMIN}, principal: a, namespaces: [] }]`, "entry 1: namespaces must be a list"],
    [
      `tokens: [{ token: ${ADMIN}, principal: a, namespaces: "*", admin: yes }]`,
      "entry 1 has an unknown key; known are token, token_sha256, principal",
    ],
    [`tokens: [{ token: ${ADMIN}, namespaces: "*" }]`, "entry 1: principal must be a name"],
    [
      `tokens:\n  - {token: ${ADMIN}, principal: a, namespaces: [na] verbs: [read]}`,
      /it is no YAML: [a-z ]+, line 2, column \d+$/,
    ],
    [`tokens: [{ ${ADMIN}: token, principal: a, namespaces: "*" }]`, "entry 1 has an unknown key"],
    [`tokens: [{ token: x, principal: a, namespaces: ["${ADMIN} X"] }]`, "entry 1: token must be"],
    [`tokens: [{ token: ${MISTRAL}, principal: a, namespaces: { "${ADMIN}:X": [] } }]`, "key 1 is no name"],
    [`tokens: [*${ADMIN}]`, "it is no YAML"],
  ])("stop a start where the file is wrong: %s", async (content, message) => {
    const started = startServer(fakeEngine(), { tokens: tokensFile(content).path });
    await expect(started).rejects.toThrow(message);
    await expect(started).rejects.not.toThrow(ADMIN);
  });
});
