/**
 * Callers by their JWT: signed by a known key and a pinned algorithm, of the one issuer and for this audience, not expired.
 */
import { errors, type JWTPayload, type JWTVerifyOptions, type JWTVerifyResult, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { ServiceError } from "../../service/service-error.js";
import type { Watched } from "../watched-file.js";
import { type Caller, checkExpiry, tokenExpired } from "./caller.js";
import { type Grants, NOTHING, readGrants } from "./grants.js";
import type { JwtKeys } from "./jwt-keys.js";

export interface JwtRules {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** The claim that holds what the caller may do. */
  readonly claim: string;
  readonly toleranceMs: number;
}

/** Header, claims and signature; the signature of an unsigned one is empty. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
/** Principals stand in logs and with sessions. */
const SUBJECT_CHARACTERS_MAX = 500;
/** Of what a Date can hold. */
const LATEST_SECONDS = 8_640_000_000_000 - 86_400;
/** To check a signature costs more than all else: those that were good are kept, as long as the keys stay the same. */
const KEPT_TOKENS = 1_000;

/**
 * Gives undefined for what is no JWT. Otherwise the caller, at once where the token was checked before, or throws or rejects
 * with UNAUTHENTICATED or TOKEN_EXPIRED.
 */
export function jwtCallers(
  rules: JwtRules,
  keys: Watched<JwtKeys>,
): (token: string) => Caller | Promise<Caller> | undefined {
  const known = new LRUCache<string, Caller>({ max: KEPT_TOKENS });
  keys.onChange(() => known.clear());
  const check = async (token: string): Promise<Caller> => {
    for (;;) {
      const used = keys.content;
      const caller = await callerOf(token, rules, used);
      // Keys that changed meanwhile may not know the token any more.
      if (used !== keys.content) continue;
      known.set(token, caller);
      return caller;
    }
  };
  return (token) => {
    const caller = known.get(token);
    if (caller === undefined) return JWT.test(token) ? check(token) : undefined;
    checkExpiry(caller, Date.now());
    return caller;
  };
}

async function callerOf(token: string, rules: JwtRules, keys: JwtKeys): Promise<Caller> {
  const { sub, exp, ...claims } = await payloadOf(token, rules, keys);
  if (typeof sub !== "string" || sub === "" || sub.length > SUBJECT_CHARACTERS_MAX) {
    throw notAccepted(`its sub must be a text of 1 to ${SUBJECT_CHARACTERS_MAX} characters`);
  }
  if (!isTime(exp)) throw noTime();
  return {
    principal: `jwt:${sub}`,
    grants: grantsOf(claims[rules.claim], rules.claim),
    expiresAt: exp * 1_000 + rules.toleranceMs,
  };
}

async function payloadOf(token: string, rules: JwtRules, keys: JwtKeys): Promise<JWTPayload> {
  const { issuer, audience, algorithms, toleranceMs } = rules;
  const options = {
    issuer,
    audience,
    algorithms: [...algorithms],
    clockTolerance: toleranceMs / 1_000,
    requiredClaims: ["sub", "exp"],
  };
  try {
    return (await jwtVerify(token, keys, options).catch(byOneOf(token, options))).payload;
  } catch (error) {
    if (!(error instanceof errors.JWTExpired)) throw notAccepted(whyNot(error), error);
    const { exp } = error.payload;
    throw isTime(exp) ? tokenExpired(exp * 1_000 + toleranceMs) : noTime();
  }
}

/** A token need not name its key, and keys may share a name: while they are rotated it is one of several. */
function byOneOf(token: string, options: JWTVerifyOptions): (error: unknown) => Promise<JWTVerifyResult> {
  return async (error) => {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let reason: unknown = error;
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options);
      } catch (other) {
        if (!(other instanceof errors.JWSSignatureVerificationFailed)) throw other;
        reason = other;
      }
    }
    throw reason;
  };
}

function isTime(exp: number | undefined): exp is number {
  return exp !== undefined && exp >= 0 && exp <= LATEST_SECONDS;
}

function noTime(): ServiceError {
  return notAccepted("it must have an exp that is a time");
}

/** Without the claim the caller is known, and may do nothing. */
function grantsOf(stated: unknown, claim: string): Grants {
  if (stated === undefined) return NOTHING;
  if (typeof stated !== "object" || stated === null) throw notAccepted(`its claim ${claim} must be an object`);
  try {
    return readGrants(stated);
  } catch (error) {
    throw notAccepted(`its claim ${claim}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What the caller may know: nothing of keys. */
function whyNot(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is not as it must be`;
  if (error instanceof errors.JOSEAlgNotAllowed) return "its algorithm is not allowed";
  return "its signature or its form is not valid";
}

function notAccepted(why: string, cause?: unknown): ServiceError {
  return new ServiceError("UNAUTHENTICATED", `this JWT is not accepted: ${why}`, {}, cause);
}
