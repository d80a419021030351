/**
 * Bearer tokens from a file: who has which, and the namespaces it is for. The file is read again when it changes.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { parse } from "yaml";
import { ServiceError } from "../service/service-error.js";
import type { Authenticate, Caller } from "./caller.js";
import { ConfigError } from "./setting.js";

export interface BearerTokens {
  readonly authenticate: Authenticate;
  /** Stops looking at the file. */
  close(): void;
}

export interface BearerTokensOptions {
  /** How often the file is looked at; milliseconds. */
  readonly intervalMs?: number;
  /** The file was read again: undefined = it is in force, otherwise why it is not. */
  reloaded(fault: unknown): void;
}

interface KnownToken {
  readonly digest: Buffer;
  readonly caller: Caller;
}

const INTERVAL_MS = 1_000;
const BEARER = /^Bearer ([^\s]+)$/i;

/** Throws a ConfigError where the file is wrong; a later version that is wrong leaves the one before in force. */
export function watchBearerTokens(path: string, options: BearerTokensOptions): BearerTokens {
  let tokens = readTokens(path);
  const reload = () => {
    try {
      tokens = readTokens(path);
      options.reloaded(undefined);
    } catch (error) {
      options.reloaded(error);
    }
  };
  watchFile(path, { interval: options.intervalMs ?? INTERVAL_MS, persistent: false }, reload);
  return {
    authenticate: (call) => find(tokens, call.metadata.get("authorization")[0]),
    close: () => unwatchFile(path, reload),
  };
}

/** Compares with every token, so that the time tells nothing about any of them. */
function find(tokens: readonly KnownToken[], header: string | Buffer | undefined): Caller {
  const [, given] = BEARER.exec(String(header ?? "")) ?? [];
  if (given === undefined) {
    throw new ServiceError("UNAUTHENTICATED", "a bearer token is required: authorization: Bearer TOKEN");
  }
  const digest = digestOf(given);
  let caller: Caller | undefined;
  for (const token of tokens) if (timingSafeEqual(token.digest, digest)) caller = token.caller;
  if (caller === undefined) throw new ServiceError("UNAUTHENTICATED", "this bearer token is not known");
  return caller;
}

function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function readTokens(path: string): readonly KnownToken[] {
  try {
    const content: unknown = parse(readFileSync(path, "utf8"));
    if (!isRecord(content) || !Array.isArray(content["tokens"])) throw new Error("it must hold a list `tokens`");
    return content["tokens"].map(readToken);
  } catch (error) {
    throw new ConfigError(`the tokens in ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Errors name the entry by its place, never by its token. */
function readToken(entry: unknown, index: number): KnownToken {
  const place = `entry ${index + 1}`;
  if (!isRecord(entry)) throw new Error(`${place} must have token, principal and namespaces`);
  const unknown = Object.keys(entry).find((key) => !["token", "principal", "namespaces"].includes(key));
  if (unknown !== undefined) throw new Error(`${place} has an unknown key ${unknown}`);
  const { token, principal, namespaces } = entry;
  if (typeof token !== "string" || !/^\S{16,}$/.test(token)) {
    throw new Error(`${place}: token must be at least 16 characters without spaces`);
  }
  if (typeof principal !== "string" || principal === "") throw new Error(`${place}: principal must be a name`);
  return { digest: digestOf(token), caller: { principal, namespaces: readNamespaces(namespaces, place) } };
}

function readNamespaces(namespaces: unknown, place: string): Caller["namespaces"] {
  if (namespaces === "*") return "all";
  if (Array.isArray(namespaces) && namespaces.length > 0 && namespaces.every((name) => typeof name === "string")) {
    return new Set<string>(namespaces);
  }
  throw new Error(`${place}: namespaces must be a list of names, or "*" for all`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
