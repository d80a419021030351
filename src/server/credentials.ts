/**
 * How connections are secured: not at all, by the server's certificate, or by certificates of both sides. Files that change
 * hold for the connections that are made from then on.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { experimental, ServerCredentials } from "@grpc/grpc-js";
import type { ServerConfig } from "./config.js";
import { BEGIN_MS } from "./connections.js";
import type { Logger } from "./logger.js";
import { ConfigError, readAs } from "./setting.js";
import { type Watched, watchFiles } from "./watched-file.js";

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
export function watchTls(config: ServerConfig, logger: Logger): Watched<TlsIdentity> | undefined {
  const { tlsCert, tlsKey, tlsClientCa } = config;
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const paths = [tlsCert, tlsKey, ...(tlsClientCa === undefined ? [] : [tlsClientCa])];
  const read = () => readIdentity(tlsCert, tlsKey, tlsClientCa);
  return watchFiles({ what: "the certificates", paths, read, logger });
}

function readIdentity(tlsCert: string, tlsKey: string, tlsClientCa: string | undefined): TlsIdentity {
  const cert = readPem("--tls-cert", tlsCert);
  const key = readPem("--tls-key", tlsKey);
  const clientCa = tlsClientCa === undefined ? undefined : readPem("--tls-client-ca", tlsClientCa);
  if (tlsClientCa !== undefined && clientCa !== undefined) {
    checkCertificate({ flag: "--tls-client-ca", path: tlsClientCa, pem: clientCa });
  }
  checkKeyPair({ flag: "--tls-cert", path: tlsCert, pem: cert }, { flag: "--tls-key", path: tlsKey, pem: key });
  return { cert, key, clientCa };
}

/** What a flag's file holds. */
export interface PemFile {
  readonly flag: string;
  readonly path: string;
  readonly pem: string | Buffer;
}

/** Throws a ConfigError, naming flag and file, where it holds no certificate. */
export function checkCertificate({ flag, path, pem }: PemFile): void {
  certificateOf(flag, path, pem);
}

/** Throws a ConfigError, naming flags and files, where the one is no certificate, the other no key, or not its key. */
export function checkKeyPair(cert: PemFile, key: PemFile): void {
  const certificate = certificateOf(cert.flag, cert.path, cert.pem);
  if (!certificate.checkPrivateKey(keyOf(key.flag, key.path, key.pem))) {
    throw new ConfigError(`${key.flag} ${key.path} is not the key of the certificate in ${cert.flag} ${cert.path}`);
  }
}

export function serverCredentials(tls: Watched<TlsIdentity> | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const provider = certificateProvider(tls);
  const asksClients = tls.content.clientCa !== undefined;
  // The one way that grpc-js has to change a server's certificates while it serves. It is marked as experimental, and what
  // its declaration calls the first argument is the second one: the tests of TLS hold it to what is needed here.
  const credentials = experimental.createCertificateProviderServerCredentials(
    provider,
    asksClients ? provider : null,
    true,
  );
  // Of the server that grpc-js makes of them, which gives a handshake two minutes otherwise.
  const options = credentials._getConstructorOptions();
  if (options === null) throw new Error("the credentials of this version of @grpc/grpc-js take no options");
  options.handshakeTimeout = BEGIN_MS;
  return credentials;
}

/** Of both, the server's own certificate and the authorities of clients. */
function certificateProvider(tls: Watched<TlsIdentity>): experimental.CertificateProvider {
  const authorities = new Set<experimental.CaCertificateUpdateListener>();
  const identities = new Set<experimental.IdentityCertificateUpdateListener>();
  const authorityOf = ({ clientCa }: TlsIdentity) => (clientCa === undefined ? null : { caCertificate: clientCa });
  const identityOf = ({ cert, key }: TlsIdentity) => ({ certificate: cert, privateKey: key });
  tls.onChange((content) => {
    for (const listener of authorities) listener(authorityOf(content));
    for (const listener of identities) listener(identityOf(content));
  });
  // Later, as grpc-js does it itself: a listener that is told at once is told before the server looks.
  return {
    addCaCertificateListener: (listener) => {
      authorities.add(listener);
      process.nextTick(() => listener(authorityOf(tls.content)));
    },
    removeCaCertificateListener: (listener) => void authorities.delete(listener),
    addIdentityCertificateListener: (listener) => {
      identities.add(listener);
      process.nextTick(() => listener(identityOf(tls.content)));
    },
    removeIdentityCertificateListener: (listener) => void identities.delete(listener),
  };
}

function readPem(flag: string, path: string): Buffer {
  const content = readAs(`${flag}: cannot read ${path}`, () => readFileSync(path));
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
