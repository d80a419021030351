/**
 * An issuer of JWTs for one test: its keys, the file that publishes them, and what it signs.
 */
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import type { ServerConfig } from "../../../src/server/config.js";
import { type TestFile, testFile } from "../tokens-file.js";

export const ISSUER = "https://issuer.example";
export const AUDIENCE = "lazyengine-test";

export interface IssuerKey {
  readonly kid: string;
  /** As it is published. */
  readonly jwk: JWK;
  /** Signs these claims; those of a good token that are not among them are added, those that are undefined left out. */
  sign(claims?: Readonly<Record<string, unknown>>): Promise<string>;
}

export async function issuerKey(kid: string, algorithm = "ES256"): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid };
  return {
    kid,
    jwk,
    sign: (claims = {}) =>
      new SignJWT({ ...goodClaims(), ...claims }).setProtectedHeader({ alg: algorithm, kid }).sign(privateKey),
  };
}

/** Of a token that may do everything in the namespace `mine` for a minute. */
export function goodClaims(): JWTPayload {
  const exp = Math.floor(Date.now() / 1_000) + 60;
  return { iss: ISSUER, aud: AUDIENCE, sub: "alice", exp, lazyengine: { namespaces: ["mine"] } };
}

export function keysFile(...keys: readonly { readonly jwk: JWK }[]): TestFile {
  return testFile("keys.json", published(...keys));
}

export function published(...keys: readonly { readonly jwk: JWK }[]): string {
  return JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
}

export function trusting(file: TestFile): Partial<ServerConfig> {
  return { jwtKeys: file.path, jwtIssuer: ISSUER, jwtAudience: AUDIENCE };
}
