/**
 * The settings of a server, each with its unit and default. Flags, variables of the environment, keys of the
 * configuration file and the table in the documentation derive from this table.
 */
import { isIP } from "node:net";
import { ACCESS_SETTINGS } from "./auth/settings.js";
import { LIMIT_SETTINGS } from "./limits/settings.js";
import { readSettings } from "./read-settings.js";
import {
  ConfigError,
  duration,
  hostNames,
  oneOf,
  optionalNumber,
  type SettingValues,
  text,
  toggle,
  wholeNumber,
} from "./setting.js";

const PORT_MAX = 65_535;

export const SERVER_SETTINGS = {
  host: text({
    description: "The address that gRPC and HTTP are served on.",
    placeholder: "ADDRESS",
    default: "127.0.0.1",
  }),
  port: wholeNumber(0, PORT_MAX, {
    description: "The port of gRPC. 0 = a free one.",
    placeholder: "PORT",
    default: 50_051,
  }),
  httpPort: optionalNumber(0, PORT_MAX, {
    description:
      "The port of HTTP, by HTTPS where TLS is on: /healthz, /readyz, /metrics, and calls by the Connect protocol. Default: the one after the port of gRPC; 0 = a free one.",
    placeholder: "PORT",
  }),
  httpHosts: hostNames({
    description:
      "Names by which the port of HTTP may be called, beside localhost and addresses, where neither TLS nor tokens are used; separated by commas. Of other names pages of others could lead there.",
    placeholder: "NAMES",
    default: [],
  }),
  httpCalls: toggle({
    description: "Serve the contract's calls on the port of HTTP, by the Connect protocol.",
    default: true,
  }),
  ui: toggle({
    description: "Serve web pages on the port of HTTP, at /ui/. They show what their caller may see, by those calls.",
    default: true,
  }),
  ...ACCESS_SETTINGS,
  ...LIMIT_SETTINGS,
  stopGrace: duration(0, 60_000, {
    description: "How long calls under way may take when the server stops.",
    placeholder: "DURATION",
    default: 5_000,
  }),
  reflection: toggle({ description: "Serve the contract by gRPC reflection.", default: true }),
  logLevel: oneOf(["trace", "debug", "info", "warn", "error", "silent"], {
    description: "The least severity that is logged: trace, debug, info, warn, error or silent.",
    placeholder: "LEVEL",
    default: "info",
  }),
} as const;

export type ServerConfig = SettingValues<typeof SERVER_SETTINGS>;

/**
 * The defaults with some values of one's own. Throws a ConfigError where a value, or how they go together, is wrong.
 */
export function serverConfig(given: Partial<ServerConfig> = {}): ServerConfig {
  const defaults = readSettings(SERVER_SETTINGS, { flags: {}, environment: {} }).values;
  return checkServerConfig({ ...defaults, ...given });
}

/** The port of HTTP that the settings ask for; 0 = a free one. */
export function httpPortOf(config: ServerConfig): number {
  if (config.httpPort !== undefined) return config.httpPort;
  return config.port === 0 || config.port === PORT_MAX ? 0 : config.port + 1;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function checkServerConfig(config: ServerConfig): ServerConfig {
  if ((config.tlsCert === undefined) !== (config.tlsKey === undefined)) {
    throw new ConfigError("--tls-cert and --tls-key go together: give both or none");
  }
  if (config.tlsClientCa !== undefined && config.tlsCert === undefined) {
    throw new ConfigError("--tls-client-ca needs --tls-cert and --tls-key");
  }
  if (config.tlsCert === undefined && !config.insecure && !isLoopback(config.host)) {
    throw new ConfigError(
      `--host ${config.host} is reached by other machines: give --tls-cert and --tls-key, or --insecure to serve without TLS`,
    );
  }
  checkJwtConfig(config);
  if (config.port !== 0 && config.port === config.httpPort) {
    throw new ConfigError(`--port and --http-port must differ, both are ${config.port}`);
  }
  return config;
}

/** Without an audience and an issuer a token for anything else would do here. */
function checkJwtConfig({ jwtKeys, jwtIssuer, jwtAudience }: ServerConfig): void {
  if (jwtKeys === undefined) {
    const [given] = Object.entries({ "--jwt-issuer": jwtIssuer, "--jwt-audience": jwtAudience }).filter(
      ([, value]) => value !== undefined,
    );
    if (given !== undefined) throw new ConfigError(`${given[0]} needs --jwt-keys`);
    return;
  }
  if (jwtIssuer === undefined) throw new ConfigError("--jwt-keys needs --jwt-issuer: whose tokens are let in");
  if (jwtAudience === undefined) throw new ConfigError("--jwt-keys needs --jwt-audience: what the tokens are for");
}
