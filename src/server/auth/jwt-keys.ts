/**
 * The public keys that JWTs are checked by, from a file as issuers publish it (a JWKS). Keys are rotated by a file that holds
 * both for a while.
 */
import { createPublicKey, type JsonWebKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { readAs } from "../setting.js";

/** Finds the key that a token names. */
export type JwtKeys = JWTVerifyGetKey;

const RSA_BITS_MIN = 2_048;
/** A token that names none may have to be checked by each. */
const KEYS_MAX = 64;

/** Throws a ConfigError where the file cannot be read or holds what is no public key. */
export function readJwtKeys(path: string): JwtKeys {
  return readAs(`the keys in ${path}`, () => {
    const content = jsonIn(readFileSync(path, "utf8"));
    if (!isRecord(content) || !Array.isArray(content["keys"]) || content["keys"].length === 0) {
      throw new Error("it must hold a list `keys` that is not empty");
    }
    const { length } = content["keys"];
    if (length > KEYS_MAX) throw new Error(`it may hold at most ${KEYS_MAX} keys, it holds ${length}`);
    for (const [index, key] of content["keys"].entries()) checkKey(key, `key ${index + 1}`);
    // Every key was checked to be one.
    return createLocalJWKSet(content as unknown as JSONWebKeySet);
  });
}

/** The parser's own error quotes the text, which may be a private key by mistake. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("it is no JSON");
  }
}

/** Says nothing of what a key holds. */
function checkKey(key: unknown, place: string): void {
  if (!isRecord(key)) throw new Error(`${place} is no key`);
  if (key["kty"] === "oct") throw new Error(`${place} is a shared secret: only public keys are taken`);
  if (key["d"] !== undefined) throw new Error(`${place} is a private key: give the public one alone`);
  const bits = bitsOf(key, place);
  if (bits !== undefined && bits < RSA_BITS_MIN) {
    throw new Error(`${place} must have at least ${RSA_BITS_MIN} bits, it has ${bits}`);
  }
}

/** Of an RSA key. */
function bitsOf(key: Record<string, unknown>, place: string): number | undefined {
  try {
    return createPublicKey({ key: key as JsonWebKey, format: "jwk" }).asymmetricKeyDetails?.modulusLength;
  } catch {
    throw new Error(`${place} is no public key of a known kind`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
