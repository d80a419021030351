/**
 * How a server tells who calls: by bearer tokens, by certificates, or not at all.
 */
import { ServiceError } from "../../service/service-error.js";
import type { Logger } from "../logger.js";
import type { SettingValues } from "../setting.js";
import { watchFiles } from "../watched-file.js";
import {
  type AnyCall,
  type Authenticate,
  admitAnybody,
  admitByCertificate,
  type Caller,
  checkExpiry,
} from "./caller.js";
import { jwtCallers } from "./jwt.js";
import { readJwtKeys } from "./jwt-keys.js";
import type { ACCESS_SETTINGS } from "./settings.js";
import { digestOfToken, readTokenFile } from "./token-file.js";

export interface Authentication {
  readonly authenticate: Authenticate;
  /** Who may do what has changed: what was let in before is to be looked at again. */
  onChange(listener: () => void): void;
  /** Stops looking at files. */
  close(): void;
}

type AccessConfig = SettingValues<typeof ACCESS_SETTINGS>;

/** Where callers of tokens are looked up. */
interface TokenSource {
  /** Undefined = a token of another kind, or one that is not known. Throws, or rejects, where it is known not to be valid. */
  find(token: string): Caller | Promise<Caller> | undefined;
  onChange(listener: () => void): void;
  close(): void;
}

const BEARER = /^Bearer ([^\s]+)$/i;

/** Throws a ConfigError where a file is wrong. */
export function authentication(config: AccessConfig, logger: Logger): Authentication {
  const sources: TokenSource[] = [];
  const close = () => {
    for (const source of sources) source.close();
  };
  try {
    if (config.tokens !== undefined) sources.push(listedTokens(config.tokens, logger));
    if (config.jwtKeys !== undefined) sources.push(issuedTokens(config.jwtKeys, config, logger));
  } catch (error) {
    close();
    throw error;
  }
  const byCertificate = config.tlsClientCa === undefined ? admitAnybody : admitByCertificate;
  return {
    authenticate: sources.length === 0 ? byCertificate : (call) => callerOf(bearerOf(call), sources),
    onChange: (listener) => {
      for (const source of sources) source.onChange(listener);
    },
    close,
  };
}

function listedTokens(path: string, logger: Logger): TokenSource {
  const tokens = watchFiles({ what: "the tokens", paths: [path], read: () => readTokenFile(path), logger });
  return {
    find: (token) => {
      const caller = tokens.content.get(digestOfToken(token));
      if (caller !== undefined) checkExpiry(caller, Date.now());
      return caller;
    },
    onChange: (listener) => tokens.onChange(listener),
    close: () => tokens.close(),
  };
}

function issuedTokens(path: string, config: AccessConfig, logger: Logger): TokenSource {
  const { jwtIssuer: issuer = "", jwtAudience: audience = "" } = config;
  const { jwtAlgorithms: algorithms, jwtClaim: claim, jwtClockTolerance: toleranceMs } = config;
  const keys = watchFiles({ what: "the keys of JWTs", paths: [path], read: () => readJwtKeys(path), logger });
  return {
    find: jwtCallers({ issuer, audience, algorithms, claim, toleranceMs }, keys),
    onChange: (listener) => keys.onChange(listener),
    close: () => keys.close(),
  };
}

function bearerOf(call: AnyCall): string {
  const given = call.metadata.get("authorization");
  const [, token] = BEARER.exec(String(given[0] ?? "")) ?? [];
  if (token !== undefined && given.length === 1) return token;
  throw new ServiceError("UNAUTHENTICATED", "a bearer token is required: authorization: Bearer TOKEN");
}

function callerOf(token: string, sources: readonly TokenSource[]): Caller | Promise<Caller> {
  for (const source of sources) {
    const caller = source.find(token);
    if (caller !== undefined) return caller;
  }
  throw new ServiceError("UNAUTHENTICATED", "this bearer token is not known");
}
