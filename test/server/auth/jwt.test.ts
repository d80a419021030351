/**
 * Callers by JWT: what is accepted, what is not, and what a rotation of keys does.
 */
import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { serverConfig } from "../../../src/server/config.js";
import { fakeEngine, someFlow } from "../fake-engine.js";
import { refusalOf } from "../raw-client.js";
import { startServer } from "../running-server.js";
import { StreamReading } from "../stream-reading.js";
import { bearer, testFile, tokensFile } from "../tokens-file.js";
import { goodClaims, issuerKey, keysFile, published, trusting } from "./issued-tokens.js";

const { getFlowDetails, suspendFlow, watchFlow } = LazyEngine.method;

const seconds = (fromNow: number) => Math.floor(Date.now() / 1_000) + fromNow;

/** An engine that tells who asked it, and whose watches stay open. */
function listeningEngine() {
  const principals: (string | undefined)[] = [];
  const engine = fakeEngine({
    getFlowDetails: async (_request, call) => {
      principals.push(call?.principal);
      return { flow: someFlow(), tasks: [], nextPageToken: "" };
    },
    watchFlow: async function* (_request, call) {
      yield { kind: "current", revision: "1" };
      await new Promise<void>((resolve) => call?.signal?.addEventListener("abort", () => resolve()));
    },
  });
  return { engine, principals };
}

async function served() {
  const key = await issuerKey("k-1");
  const file = keysFile(key);
  const { engine, principals } = listeningEngine();
  const server = await startServer(engine, trusting(file));
  const details = (token: string) =>
    server.client.unary(getFlowDetails, { flowId: "f", namespace: "mine" }, bearer(token));
  const watch = (token: string) =>
    new StreamReading(server.client.serverStream(watchFlow, { namespace: "mine" }, bearer(token)));
  return { key, file, server, principals, details, watch };
}

describe("a JWT", () => {
  it("names the caller by its subject and says what it may do", async () => {
    const { key, server, principals, details } = await served();
    const token = await key.sign({ lazyengine: { namespaces: { mine: ["read"] } } });
    await details(token);
    await details(token);
    expect(principals).toEqual(["jwt:alice", "jwt:alice"]);
    const suspended = server.client.unary(suspendFlow, { flowId: "f", namespace: "mine" }, bearer(token));
    expect(await refusalOf(suspended)).toMatchObject({ reason: "PERMISSION_DENIED", metadata: { verb: "admin" } });
    const elsewhere = server.client.unary(getFlowDetails, { flowId: "f", namespace: "other" }, bearer(token));
    expect(await refusalOf(elsewhere)).toMatchObject({ metadata: { namespace: "other", verb: "read" } });
  });

  it("without the claim is known, and may do nothing", async () => {
    const { key, details } = await served();
    expect(await refusalOf(details(await key.sign({ lazyengine: undefined })))).toMatchObject({
      code: status.PERMISSION_DENIED,
      message: "jwt:alice may not read in the namespace mine",
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["for another audience", { aud: "another" }, "its claim aud is not as it must be"],
    ["for nobody", { aud: undefined }, "its claim aud is not as it must be"],
    ["of another issuer", { iss: "https://other.example" }, "its claim iss is not as it must be"],
    ["not valid yet", { nbf: seconds(60) }, "its claim nbf is not as it must be"],
    ["without a subject", { sub: undefined }, "its claim sub is not as it must be"],
    ["of nobody", { sub: "" }, "its sub must be a text of 1 to 500 characters"],
    ["of no text", { sub: { a: 1 } }, "its sub must be a text of 1 to 500 characters"],
    ["of a text without end", { sub: "x".repeat(501) }, "its sub must be a text of 1 to 500 characters"],
    ["of an end that is no time", { exp: 1e300 }, "it must have an exp that is a time"],
    ["of an end before all time", { exp: -1e300 }, "it must have an exp that is a time"],
    ["without an end", { exp: undefined }, "its claim exp is not as it must be"],
    ["with a claim of another form", { lazyengine: "all" }, "its claim lazyengine must be an object"],
    ["with a verb that there is not", { lazyengine: { namespaces: "*", verbs: ["own"] } }, "verbs: entry 1 is none of"],
  ])("that is %s is not accepted", async (_what, claims, message) => {
    const { key, details, principals } = await served();
    const refusal = await refusalOf(details(await key.sign(claims)));
    expect(refusal).toMatchObject({ code: status.UNAUTHENTICATED, reason: "UNAUTHENTICATED" });
    expect(refusal.message).toContain(message);
    expect(principals).toEqual([]);
  });

  it("that has expired says so, and when; a clock may be off by a little", async () => {
    const { key, details, principals } = await served();
    const exp = seconds(-60);
    expect(await refusalOf(details(await key.sign({ exp })))).toMatchObject({
      code: status.UNAUTHENTICATED,
      reason: "TOKEN_EXPIRED",
      metadata: { expire_time: new Date((exp + 5) * 1_000).toISOString() },
    });
    await details(await key.sign({ exp: seconds(-2), nbf: seconds(3) }));
    expect(principals).toEqual(["jwt:alice"]);
  });

  it("that was accepted before is refused once it has expired, and its stream ends", async () => {
    const { key, details, watch } = await served();
    const token = await key.sign({ exp: seconds(-3) });
    const reading = watch(token);
    await reading.count(1);
    await details(token);
    expect(await refusalOf(reading.end())).toMatchObject({ reason: "TOKEN_EXPIRED" });
    expect(await refusalOf(details(token))).toMatchObject({ reason: "TOKEN_EXPIRED" });
  });
});

describe("a forged JWT", () => {
  it("without a signature is not accepted", async () => {
    const { details } = await served();
    const unsigned = new UnsecuredJWT(goodClaims()).encode();
    expect((await refusalOf(details(unsigned))).reason).toBe("UNAUTHENTICATED");
    const header = Buffer.from(JSON.stringify({ alg: "none", kid: "k-1" })).toString("base64url");
    expect((await refusalOf(details(`${header}.${unsigned.split(".")[1]}.`))).reason).toBe("UNAUTHENTICATED");
  });

  it("signed by HMAC with the public key as its secret is not accepted", async () => {
    const key = await issuerKey("k-1", "RS256");
    const file = keysFile(key);
    const server = await startServer(listeningEngine().engine, trusting(file));
    for (const secret of [JSON.stringify(key.jwk), published(key), String(key.jwk.n)]) {
      const forged = await new SignJWT(goodClaims())
        .setProtectedHeader({ alg: "HS256", kid: "k-1" })
        .sign(new TextEncoder().encode(secret));
      const refusal = await refusalOf(server.client.unary(getFlowDetails, { flowId: "f" }, bearer(forged)));
      expect(refusal).toMatchObject({ reason: "UNAUTHENTICATED", message: expect.stringContaining("not allowed") });
    }
  });

  it("whose algorithm is not pinned, or whose claims were changed, is not accepted", async () => {
    const { key, details } = await served();
    const rsa = await issuerKey("k-2", "PS256");
    const server = await startServer(listeningEngine().engine, trusting(keysFile(key, rsa)));
    const other = server.client.unary(getFlowDetails, { flowId: "f" }, bearer(await rsa.sign()));
    expect((await refusalOf(other)).message).toContain("its algorithm is not allowed");
    const [header, , signature] = (await key.sign()).split(".");
    const claims = Buffer.from(JSON.stringify({ ...goodClaims(), sub: "root" })).toString("base64url");
    expect((await refusalOf(details(`${header}.${claims}.${signature}`))).reason).toBe("UNAUTHENTICATED");
  });

  it("signed by a key of its own under a known name, or one that it brings along, is not accepted", async () => {
    const { details } = await served();
    const impostor = await issuerKey("k-1");
    expect((await refusalOf(details(await impostor.sign()))).reason).toBe("UNAUTHENTICATED");
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwk = publicKey.export({ format: "jwk" });
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const signed = `${encode({ alg: "ES256", jwk, kid: "k-9" })}.${encode(goodClaims())}`;
    const signature = signBytes("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
    const refusal = await refusalOf(details(`${signed}.${signature.toString("base64url")}`));
    expect(refusal.reason).toBe("UNAUTHENTICATED");
  });
});

describe("keys that are rotated", () => {
  it("let old and new tokens in while the file holds both, and cut off the old ones with their key", async () => {
    const { key, file, server, details, watch } = await served();
    const next = await issuerKey("k-2", "RS256");
    const [old, fresh] = [await key.sign(), await next.sign({ sub: "bob" })];
    await details(old);
    expect((await refusalOf(details(fresh))).reason).toBe("UNAUTHENTICATED");
    file.replace(published(key, next));
    await server.logged(({ msg }) => msg === "read the keys of JWTs again");
    await Promise.all([details(old), details(fresh)]);
    const [oldWatch, freshWatch] = [watch(old), watch(fresh)];
    await Promise.all([oldWatch.count(1), freshWatch.count(1)]);
    file.replace(published(next));
    expect(await refusalOf(oldWatch.end())).toMatchObject({ reason: "UNAUTHENTICATED" });
    expect((await refusalOf(details(old))).reason).toBe("UNAUTHENTICATED");
    await details(fresh);
  });

  it("stay in force where a new file is wrong", async () => {
    const { key, file, server, details } = await served();
    file.replace("{}");
    await server.logged(({ msg }) => String(msg).startsWith("the keys of JWTs cannot be read"));
    await details(await key.sign());
  });
});

describe("a server with keys", () => {
  it("lets listed tokens in beside them", async () => {
    const key = await issuerKey("k-1");
    const tokens = tokensFile("tokens: [{ token: listed-0123456789ab, principal: alice, namespaces: [mine] }]");
    const { engine, principals } = listeningEngine();
    const server = await startServer(engine, { ...trusting(keysFile(key)), tokens: tokens.path });
    for (const token of ["listed-0123456789ab", await key.sign()]) {
      await server.client.unary(getFlowDetails, { flowId: "f", namespace: "mine" }, bearer(token));
    }
    // Told apart, so that neither takes the other's sessions over.
    expect(principals).toEqual(["alice", "jwt:alice"]);
    const unknown = server.client.unary(getFlowDetails, { flowId: "f" }, bearer("unknown-0123456789"));
    expect((await refusalOf(unknown)).message).toBe("this bearer token is not known");
  });

  it.each([
    ["{", "the keys in"],
    ['{"keys": []}', "it must hold a list `keys` that is not empty"],
    ['{"keys": [7]}', "key 1 is no key"],
    ['{"keys": [{"kty": "oct", "k": "c2VjcmV0LXNlY3JldA"}]}', "key 1 is a shared secret"],
    ['{"keys": [{"kty": "RSA", "n": "x", "e": "AQAB", "d": "c2VjcmV0LXNlY3JldA"}]}', "key 1 is a private key"],
    ['{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}', "key 1 is no public key of a known kind"],
  ])("does not start with a file of keys that is wrong: %s", async (content, message) => {
    const started = startServer(fakeEngine(), trusting(testFile("keys.json", content)));
    await expect(started).rejects.toThrow(message);
    await expect(started).rejects.not.toThrow("c2VjcmV0LXNlY3JldA");
  });

  it("does not start with an RSA key that is too short", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
    const keys = testFile("keys.json", JSON.stringify({ keys: [publicKey.export({ format: "jwk" })] }));
    await expect(startServer(fakeEngine(), trusting(keys))).rejects.toThrow("key 1 must have at least 2048 bits");
  });

  it("must say whose tokens it means, and what for", () => {
    const [jwtKeys, jwtIssuer, jwtAudience] = ["keys.json", "i", "a"];
    expect(() => serverConfig({ jwtKeys, jwtAudience })).toThrow("--jwt-keys needs --jwt-issuer");
    expect(() => serverConfig({ jwtKeys, jwtIssuer })).toThrow("--jwt-keys needs --jwt-audience");
    expect(() => serverConfig({ jwtIssuer })).toThrow("--jwt-issuer needs --jwt-keys");
    expect(() => serverConfig({ jwtAudience })).toThrow("--jwt-audience needs --jwt-keys");
  });
});
