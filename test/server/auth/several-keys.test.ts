/**
 * A JWKS with several keys that a token may be signed by: rotation where tokens do not name their key.
 */
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { readJwtKeys } from "../../../src/server/auth/jwt-keys.js";
import { fakeEngine, someFlow } from "../fake-engine.js";
import { refusalOf } from "../raw-client.js";
import { startServer } from "../running-server.js";
import { bearer, testFile } from "../tokens-file.js";
import { goodClaims, issuerKey, keysFile, trusting } from "./issued-tokens.js";

interface NamelessKey {
  readonly jwk: JWK;
  sign(claims?: object): Promise<string>;
}

async function namelessKey(): Promise<NamelessKey> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  return {
    jwk: await exportJWK(publicKey),
    sign: (claims = {}) =>
      new SignJWT({ ...goodClaims(), ...claims }).setProtectedHeader({ alg: "ES256" }).sign(privateKey),
  };
}

async function servedWith(...keys: readonly { readonly jwk: JWK }[]) {
  const engine = fakeEngine({
    getFlowDetails: async () => ({ flow: someFlow(), tasks: [], nextPageToken: "" }),
  });
  const { client } = await startServer(engine, trusting(keysFile(...keys)));
  return (token: string) =>
    client.unary(LazyEngine.method.getFlowDetails, { flowId: "f", namespace: "mine" }, bearer(token));
}

describe("a JWT that does not say which of several keys it is signed by", () => {
  it("is accepted by any of them", async () => {
    const [old, next] = [await namelessKey(), await namelessKey()];
    const details = await servedWith(old, next);
    expect((await details(await old.sign())).flow).toBeDefined();
    expect((await details(await next.sign())).flow).toBeDefined();
  });

  it("is accepted where keys share a name, too", async () => {
    const [old, next] = [await issuerKey("same"), await issuerKey("same")];
    const details = await servedWith(old, next);
    expect((await details(await old.sign())).flow).toBeDefined();
    expect((await details(await next.sign())).flow).toBeDefined();
  });

  it("is not accepted by none of them, nor once it has expired, nor for another audience", async () => {
    const [old, next, other] = [await namelessKey(), await namelessKey(), await namelessKey()];
    const details = await servedWith(old, next);
    expect((await refusalOf(details(await other.sign()))).message).toContain("its signature or its form is not valid");
    expect((await refusalOf(details(await next.sign({ exp: 1_000 })))).reason).toBe("TOKEN_EXPIRED");
    expect((await refusalOf(details(await next.sign({ aud: "another" })))).message).toContain("its claim aud");
  });
});

it("a file with more keys than a token may have to be checked by is refused", async () => {
  const { jwk } = await namelessKey();
  const file = (count: number) => testFile("keys.json", JSON.stringify({ keys: Array(count).fill(jwk) })).path;
  expect(() => readJwtKeys(file(64))).not.toThrow();
  expect(() => readJwtKeys(file(65))).toThrow("at most 64 keys, it holds 65");
});
