/**
 * How connections are secured: not at all, by the server's certificate, or by certificates of both sides.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { ServerCredentials } from "@grpc/grpc-js";
import type { ServerConfig } from "./config.js";
import { ConfigError } from "./setting.js";

/** What the settings of TLS name, in PEM. */
export interface TlsIdentity {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** The authorities that certificates of clients must be from; undefined = none are asked for. */
  readonly clientCa: Buffer | undefined;
}

/**
 * Undefined where TLS is off. Throws a ConfigError where a file cannot be read or holds no certificate or key, and where
 * the key is not the certificate's.
 */
export function tlsIdentity(config: ServerConfig): TlsIdentity | undefined {
  const { tlsCert, tlsKey, tlsClientCa } = config;
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const cert = readPem("--tls-cert", tlsCert);
  const key = readPem("--tls-key", tlsKey);
  const clientCa = tlsClientCa === undefined ? undefined : readPem("--tls-client-ca", tlsClientCa);
  if (tlsClientCa !== undefined && clientCa !== undefined) certificateOf("--tls-client-ca", tlsClientCa, clientCa);
  checkKeyPair({ flag: "--tls-cert", path: tlsCert, pem: cert }, { flag: "--tls-key", path: tlsKey, pem: key });
  return { cert, key, clientCa };
}

/** What a flag's file holds. */
export interface PemFile {
  readonly flag: string;
  readonly path: string;
  readonly pem: string | Buffer;
}

/** Throws a ConfigError, naming flags and files, where the one is no certificate, the other no key, or not its key. */
export function checkKeyPair(cert: PemFile, key: PemFile): void {
  const certificate = certificateOf(cert.flag, cert.path, cert.pem);
  if (!certificate.checkPrivateKey(keyOf(key.flag, key.path, key.pem))) {
    throw new ConfigError(`${key.flag} ${key.path} is not the key of the certificate in ${cert.flag} ${cert.path}`);
  }
}

export function serverCredentials(tls: TlsIdentity | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { cert_chain: tls.cert, private_key: tls.key };
  return ServerCredentials.createSsl(tls.clientCa ?? null, [pair], tls.clientCa !== undefined);
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

function certificateOf(flag: string, path: string, pem: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new ConfigError(`${flag}: ${path} holds no certificate`);
  }
}

function keyOf(flag: string, path: string, pem: string | Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new ConfigError(`${flag}: ${path} holds no private key that can be read without a passphrase`);
  }
}
