/**
 * How a server tells who calls: by bearer tokens, by certificates, or not at all.
 */
import { ServiceError } from "../../service/service-error.js";
import type { ServerConfig } from "../config.js";
import type { Logger } from "../logger.js";
import { type Watched, watchFiles } from "../watched-file.js";
import {
  type AnyCall,
  type Authenticate,
  admitAnybody,
  admitByCertificate,
  type Caller,
  checkExpiry,
} from "./caller.js";
import { digestOfToken, type KnownTokens, readTokenFile } from "./token-file.js";

export interface Authentication {
  readonly authenticate: Authenticate;
  /** Who may do what has changed: what was let in before is to be looked at again. */
  onChange(listener: () => void): void;
  /** Stops looking at files. */
  close(): void;
}

const BEARER = /^Bearer ([^\s]+)$/i;

/** Throws a ConfigError where a file is wrong. */
export function authentication({ tokens, tlsClientCa }: ServerConfig, logger: Logger): Authentication {
  if (tokens === undefined) {
    return {
      authenticate: tlsClientCa === undefined ? admitAnybody : admitByCertificate,
      onChange: () => undefined,
      close: () => undefined,
    };
  }
  const known = watchFiles({ what: "the tokens", paths: [tokens], read: () => readTokenFile(tokens), logger });
  return {
    authenticate: (call) => callerOf(bearerOf(call), known),
    onChange: (listener) => known.onChange(listener),
    close: () => known.close(),
  };
}

function bearerOf(call: AnyCall): string {
  const given = call.metadata.get("authorization");
  const [, token] = BEARER.exec(String(given[0] ?? "")) ?? [];
  if (token !== undefined && given.length === 1) return token;
  throw new ServiceError("UNAUTHENTICATED", "a bearer token is required: authorization: Bearer TOKEN");
}

function callerOf(token: string, known: Watched<KnownTokens>): Caller {
  const caller = known.content.get(digestOfToken(token));
  if (caller === undefined) throw new ServiceError("UNAUTHENTICATED", "this bearer token is not known");
  checkExpiry(caller, Date.now());
  return caller;
}
