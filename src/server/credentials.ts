/**
 * How connections are secured: not at all, by the server's certificate, or by certificates of both sides.
 */
import { readFileSync } from "node:fs";
import { ServerCredentials } from "@grpc/grpc-js";
import type { ServerConfig } from "./config.js";
import { ConfigError } from "./setting.js";

/** Throws a ConfigError where a file cannot be read or holds no certificate or key. */
export function serverCredentials(config: ServerConfig): ServerCredentials {
  const { tlsCert, tlsKey, tlsClientCa } = config;
  if (tlsCert === undefined || tlsKey === undefined) return ServerCredentials.createInsecure();
  const pair = { cert_chain: readPem("--tls-cert", tlsCert), private_key: readPem("--tls-key", tlsKey) };
  const authorities = tlsClientCa === undefined ? null : readPem("--tls-client-ca", tlsClientCa);
  return ServerCredentials.createSsl(authorities, [pair], authorities !== null);
}

function readPem(flag: string, path: string): Buffer {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw new ConfigError(`${flag}: cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!content.includes("-----BEGIN ")) throw new ConfigError(`${flag}: ${path} holds nothing in PEM form`);
  return content;
}
