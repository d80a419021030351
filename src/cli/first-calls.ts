/**
 * The first commands for a server that has just begun: they work as they stand, but for words in capitals, which stand for
 * what the server does not have itself.
 */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerConfig } from "../server/config.js";

const CLIENT_IDENTITY = "--tls-client-cert CLIENT.pem --tls-client-key CLIENT.key";

/** For two other terminals. */
export function firstCalls(address: string, config: ServerConfig): string {
  const flow = JSON.stringify({ name: "hello", tasks: [{ name: "greet", type: "hello", input: "world" }] });
  const flags = [`--address ${address}`, ...accessFlags(config)].join(" ");
  return `Try it:
  npx lazyengine worker ${flags} --queue hello -- 'echo "hello $(cat)"'
  echo '${flow}' | npx lazyengine run - ${flags} --watch`;
}

function accessFlags({ tlsCert, tlsClientCa, tokens, jwtKeys }: ServerConfig): readonly string[] {
  const flags: string[] = [];
  if (tlsCert !== undefined) flags.push(`--tls-ca ${trusts(tlsCert) ? shellWord(tlsCert) : "AUTHORITY.pem"}`);
  if (tlsClientCa !== undefined) flags.push(CLIENT_IDENTITY);
  if (tokens !== undefined || jwtKeys !== undefined) flags.push("--token TOKEN");
  return flags;
}

/** Whether the server's own file says whom to trust: its certificate is signed by nobody else. */
function trusts(path: string): boolean {
  const certificate = new X509Certificate(readFileSync(path));
  return certificate.checkIssued(certificate);
}

function shellWord(text: string): string {
  return /^[\w./+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
