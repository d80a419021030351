/**
 * The settings of every command that talks to a server. Flags, variables and keys of the configuration file derive from
 * this table, as those of the server do from its own.
 */
import { duration, optionalText, type SettingValues, text, toggle } from "../server/setting.js";
import { OUTPUT_SETTINGS } from "./output-settings.js";

export const CONNECTION_SETTINGS = {
  address: {
    ...text({ description: "The server's HOST:PORT.", placeholder: "HOST:PORT", default: "127.0.0.1:50051" }),
    parse: parseAddress,
  },
  namespace: text({ description: "The namespace to work in.", placeholder: "NAME", default: "default" }),
  token: {
    ...optionalText({
      description: "The bearer token. Better given as LAZYENGINE_TOKEN, or by LAZYENGINE_TOKEN_FILE or --token-file.",
      placeholder: "TOKEN",
    }),
    secret: true,
  },
  tokenFile: optionalText({ description: "File that holds the bearer token.", placeholder: "FILE" }),
  tls: toggle({ description: "Connect by TLS, trusting the system's authorities.", default: false }),
  tlsCa: optionalText({
    description: "PEM file with the authorities to trust instead: turns TLS on.",
    placeholder: "FILE",
  }),
  tlsClientCert: optionalText({
    description: "PEM file with a certificate to show to the server: turns TLS on.",
    placeholder: "FILE",
  }),
  tlsClientKey: optionalText({ description: "PEM file with the key of that certificate.", placeholder: "FILE" }),
  tlsServerName: optionalText({
    description: "The name that the server's certificate must have, where it is not that of --address: turns TLS on.",
    placeholder: "NAME",
  }),
  timeout: duration(1, 86_400_000, {
    description: "How long a call may take, reconnecting included.",
    placeholder: "DURATION",
    default: 10_000,
  }),
} as const;

export const CLIENT_SETTINGS = { ...CONNECTION_SETTINGS, ...OUTPUT_SETTINGS } as const;

export type ClientConfig = SettingValues<typeof CLIENT_SETTINGS>;

/** A name or an IPv4 address, or an IPv6 address in brackets; or a target of gRPC with its scheme. */
const ADDRESS = /^(?:dns:|unix:|(?:[^\s:/[\]]+|\[[0-9a-fA-F:.%]+\]):(?=\d))/;

function parseAddress(given: unknown): string {
  const address = String(given);
  const port = Number(/^(?:.*):(\d+)$/.exec(address)?.[1] ?? 1);
  if (!ADDRESS.test(address) || !(port >= 1 && port <= 65_535)) throw new Error("HOST:PORT, such as 127.0.0.1:50051");
  return address;
}
