/**
 * Bearer tokens from a file: who has which, what they may do, and until when. The file needs no token itself, only its
 * digest.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readAs } from "../setting.js";
import { yamlContent } from "../yaml-content.js";
import type { Caller } from "./caller.js";
import { readGrants } from "./grants.js";

/** Callers by the digest of their token. That is looked up, not the token: how long it takes tells nothing of any. */
export type KnownTokens = ReadonlyMap<string, Caller>;

const KEYS = ["token", "token_sha256", "principal", "namespaces", "verbs", "expires"];

/** The SHA-256 of a token in hexadecimal, as the file may have it. */
export function digestOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Throws a ConfigError where the file cannot be read or is wrong. */
export function readTokenFile(path: string): KnownTokens {
  return readAs(`the tokens in ${path}`, () => {
    const content = yamlContent(readFileSync(path, "utf8"));
    if (!isRecord(content) || !Array.isArray(content["tokens"])) throw new Error("it must hold a list `tokens`");
    const tokens = new Map<string, Caller>();
    for (const [index, entry] of content["tokens"].entries()) {
      const place = `entry ${index + 1}`;
      const [digest, caller] = readEntry(entry, place);
      if (tokens.has(digest)) throw new Error(`${place}: an entry before has this token, too`);
      tokens.set(digest, caller);
    }
    return tokens;
  });
}

/** Errors name the entry by its place, never by its token. */
function readEntry(entry: unknown, place: string): readonly [string, Caller] {
  if (!isRecord(entry)) throw new Error(`${place} must have token or token_sha256, principal and namespaces`);
  // A key that is not known may be a token in the wrong place.
  const isKnown = Object.keys(entry).every((key) => KEYS.includes(key));
  if (!isKnown) throw new Error(`${place} has an unknown key; known are ${KEYS.join(", ")}`);
  const { principal, namespaces, verbs, expires } = entry;
  if (typeof principal !== "string" || principal === "") throw new Error(`${place}: principal must be a name`);
  const digest = digestIn(entry, place);
  try {
    const granted = readGrants({ namespaces, verbs });
    return [digest, { principal, grants: granted, expiresAt: readExpiry(expires) }];
  } catch (error) {
    throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function digestIn({ token, token_sha256: digest }: Record<string, unknown>, place: string): string {
  if ((token === undefined) === (digest === undefined)) {
    throw new Error(`${place} must have one of token and token_sha256`);
  }
  if (token === undefined) {
    if (typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest)) return digest;
    throw new Error(`${place}: token_sha256 must be a SHA-256 in 64 hexadecimal digits, in quotes`);
  }
  if (typeof token === "string" && /^\S{16,}$/.test(token)) return digestOfToken(token);
  throw new Error(`${place}: token must be at least 16 characters without spaces`);
}

/** With its offset, so that it means one moment. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function readExpiry(expires: unknown): number | undefined {
  if (expires === undefined) return undefined;
  const at = typeof expires === "string" && TIME.test(expires) ? Date.parse(expires) : Number.NaN;
  if (Number.isNaN(at)) throw new Error("expires must be a time such as 2027-01-31T00:00:00Z");
  return at;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
