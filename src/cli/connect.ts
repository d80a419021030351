/**
 * A client for the server that the settings name.
 */
import { readFile } from "node:fs/promises";
import { Client } from "../client/client.js";
import type { TlsOptions } from "../client/connection-options.js";
import { checkCertificate, checkKeyPair } from "../server/credentials.js";
import type { SettingOrigins } from "../server/read-settings.js";
import { ConfigError } from "../server/setting.js";
import type { CLIENT_SETTINGS, ClientConfig } from "./client-settings.js";

type ClientOrigins = SettingOrigins<typeof CLIENT_SETTINGS>;

/** Throws a ConfigError where a file cannot be read or the settings contradict each other. No server is asked yet. */
export async function connect(config: ClientConfig, origins: ClientOrigins): Promise<Client> {
  const tls = await tlsOf(config);
  const token = await tokenOf(config, origins);
  const { address, namespace, timeout } = config;
  try {
    return new Client({
      address,
      namespace,
      deadlineMs: timeout,
      ...(tls === undefined ? {} : { tls }),
      ...(token === undefined ? {} : { token }),
    });
  } catch (error) {
    // What the client says of contradictions is for whoever gave them.
    if (error instanceof TypeError) throw new ConfigError(error.message);
    throw error;
  }
}

async function tlsOf(config: ClientConfig): Promise<boolean | TlsOptions | undefined> {
  const { tlsCa, tlsClientCert, tlsClientKey, tlsServerName } = config;
  if ([tlsCa, tlsClientCert, tlsClientKey, tlsServerName].every((given) => given === undefined)) {
    return config.tls || undefined;
  }
  if ((tlsClientCert === undefined) !== (tlsClientKey === undefined)) {
    throw new ConfigError("--tls-client-cert and --tls-client-key go together: give both or none");
  }
  return {
    ...(tlsServerName === undefined ? {} : { serverName: tlsServerName }),
    ...(tlsCa === undefined ? {} : { ca: await authorities(tlsCa) }),
    ...(tlsClientCert === undefined || tlsClientKey === undefined ? {} : await keyPair(tlsClientCert, tlsClientKey)),
  };
}

async function authorities(path: string): Promise<string> {
  const pem = await readSetting("--tls-ca", path);
  checkCertificate({ flag: "--tls-ca", path, pem });
  return pem;
}

async function keyPair(certPath: string, keyPath: string): Promise<{ readonly cert: string; readonly key: string }> {
  const cert = await readSetting("--tls-client-cert", certPath);
  const key = await readSetting("--tls-client-key", keyPath);
  checkKeyPair(
    { flag: "--tls-client-cert", path: certPath, pem: cert },
    { flag: "--tls-client-key", path: keyPath, pem: key },
  );
  return { cert, key };
}

/** Of a token and a file with one the nearer goes first: a flag, then a variable, then a profile. Both as near: on the command line the token, else the file. */
async function tokenOf(config: ClientConfig, { token, tokenFile }: ClientOrigins): Promise<string | undefined> {
  const tokenIsNearer = token.rank < tokenFile.rank || token.rank === 0;
  if (config.tokenFile !== undefined && !tokenIsNearer) {
    return (await readSetting("--token-file", config.tokenFile)).trim();
  }
  return config.token;
}

async function readSetting(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new ConfigError(`${flag}: cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
