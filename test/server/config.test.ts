/**
 * Where settings come from, which source goes first, and what is refused.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { httpPortOf, isLoopback, SERVER_SETTINGS, serverConfig } from "../../src/server/config.js";
import { readSettings, type SettingSources } from "../../src/server/read-settings.js";
import { ConfigError, fileKeyOf, flagOf, optionalText, variableOf } from "../../src/server/setting.js";
import { settingFile } from "../../src/server/setting-file.js";

function file(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "lazyengine-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "config.yaml");
  writeFileSync(path, content);
  return path;
}

function read(sources: Partial<SettingSources>) {
  return serverConfig(readSettings(SERVER_SETTINGS, { flags: {}, environment: {}, ...sources }).values);
}

describe("a setting", () => {
  it("derives flag, variable and key of the file from its name", () => {
    expect([flagOf("maxConnections"), variableOf("maxConnections"), fileKeyOf("maxConnections")]).toEqual([
      "max-connections",
      "LAZYENGINE_MAX_CONNECTIONS",
      "max_connections",
    ]);
  });

  it("of numbers by name is text, or a map of the file", () => {
    const weights = { gold: 4, free: 1 };
    expect(read({ environment: { LAZYENGINE_NAMESPACE_WEIGHTS: "gold=4, free=1" } }).namespaceWeights).toEqual(weights);
    const path = file("namespace_weights:\n  gold: 4\n  free: 1");
    expect(read({ layers: [settingFile(path)] }).namespaceWeights).toEqual(weights);
    expect(read({}).namespaceWeights).toBeUndefined();
    for (const wrong of ["gold", "=3", "gold=0", "gold=1001"]) {
      expect(() => read({ flags: { namespaceWeights: wrong } })).toThrow(ConfigError);
    }
  });

  it("of hosts takes names, and no more of a URL", () => {
    const given = "lazyengine.example.com, flows_1,10.0.0.1,::1";
    expect(read({ flags: { httpHosts: given } }).httpHosts).toEqual([
      "lazyengine.example.com",
      "flows_1",
      "10.0.0.1",
      "::1",
    ]);
    for (const wrong of ["https://foo", "foo:8080", "foo/ui", "foo bar", "*.foo", "foo.", "[::1]"]) {
      const refused = `--http-hosts must be names of hosts without scheme, port or path, which "${wrong}" is not`;
      expect(() => read({ flags: { httpHosts: `ok,${wrong}` } })).toThrow(refused);
    }
  });

  it("is taken from the flag, then the environment, then the file, then the default", () => {
    const path = file("port: 1\nmax_connections: 11\nkeepalive_timeout: 2m\nreflection: false");
    const environment = { LAZYENGINE_PORT: "2", LAZYENGINE_MAX_CONNECTIONS: "12" };
    const { values, origins } = readSettings(SERVER_SETTINGS, {
      flags: { port: 3 },
      environment,
      layers: [settingFile(path)],
    });
    expect(values).toMatchObject({ port: 3, maxConnections: 12, keepaliveTimeout: 120_000, reflection: false });
    expect(values.host).toBe("127.0.0.1");
    const { port, maxConnections, keepaliveTimeout, host } = origins;
    expect([port, maxConnections, keepaliveTimeout, host].map(({ text }) => text)).toEqual([
      "--port",
      "LAZYENGINE_MAX_CONNECTIONS",
      `${path}: keepalive_timeout`,
      "default",
    ]);
  });

  it("that is secret is read from the file that its variable names, and never shown", () => {
    const table = {
      uri: { ...optionalText({ description: "", placeholder: "URI" }), secret: true },
    };
    const path = file("mongodb://secret\n");
    const { values } = readSettings(table, { flags: {}, environment: { LAZYENGINE_URI_FILE: path } });
    expect(values.uri).toBe("mongodb://secret");
    const wrong = () => readSettings(table, { flags: { uri: 7 }, environment: {} });
    expect(wrong).toThrow("--uri must be text that is not empty, got something else");
  });

  it("has a description and a default that it would take itself", () => {
    for (const [name, setting] of Object.entries(SERVER_SETTINGS)) {
      expect(setting.description, name).toMatch(/\.$/);
      if (setting.default === undefined) continue;
      const timed = "placeholder" in setting && setting.placeholder === "DURATION";
      expect(setting.parse(timed ? `${setting.default}ms` : setting.default), name).toEqual(setting.default);
    }
  });
});

describe("a configuration", () => {
  it.each<[string, Partial<SettingSources>, string]>([
    ["a word for a number", { flags: { port: "x" } }, '--port must be a whole number from 0 to 65535, got "x"'],
    [
      "a number that is too great",
      { flags: { port: 70_000 } },
      "--port must be a whole number from 0 to 65535, got 70000",
    ],
    [
      "a duration without a unit",
      { environment: { LAZYENGINE_STOP_GRACE: "5" } },
      "LAZYENGINE_STOP_GRACE must be a duration such as 250ms",
    ],
    ["a choice that is none", { flags: { logLevel: "loud" } }, "--log-level must be one of trace, debug"],
    [
      "half of a switch",
      { environment: { LAZYENGINE_INSECURE: "perhaps" } },
      "LAZYENGINE_INSECURE must be true or false",
    ],
    ["a certificate without its key", { flags: { tlsCert: "a" } }, "--tls-cert and --tls-key go together"],
    ["clients' certificates without one's own", { flags: { tlsClientCa: "a" } }, "--tls-client-ca needs --tls-cert"],
    ["one port twice", { flags: { port: 7_000, httpPort: 7_000 } }, "--port and --http-port must differ"],
    ["plain text for other machines", { flags: { host: "0.0.0.0" } }, "--host 0.0.0.0 is reached by other machines"],
  ])("is refused with %s", (_what, sources, message) => {
    expect(() => read(sources)).toThrow(ConfigError);
    expect(() => read(sources)).toThrow(message);
  });

  it.each([
    ["max_conections: 3", "there is no setting max_conections; did you mean max_connections?"],
    ["xyz: 3", "there is no setting xyz; known are host, port"],
    ["- a", 'must hold settings as "key: value"'],
    ["a: [", "it is no YAML: bad indent, line 1, column"],
    ["port: many", 'port must be a whole number from 0 to 65535, got "many"'],
  ])("is refused with the file %j", (content, message) => {
    expect(() => read({ layers: [settingFile(file(content))] })).toThrow(message);
  });

  it("is refused with a file that is not there", () => {
    expect(() => settingFile("/nowhere.yaml")).toThrow("--config: cannot read /nowhere.yaml");
  });

  it("may leave the file empty", () => {
    expect(read({ layers: [settingFile(file(""))] }).port).toBe(50_051);
  });

  it("serves other machines with a certificate, or in plain text where it is told to", () => {
    expect(serverConfig({ host: "0.0.0.0", insecure: true }).host).toBe("0.0.0.0");
    expect(serverConfig({ host: "0.0.0.0", tlsCert: "a", tlsKey: "b" }).host).toBe("0.0.0.0");
  });

  it("puts HTTP on the port after that of gRPC, and on a free one beside a free one", () => {
    expect(httpPortOf(serverConfig({ port: 7_000 }))).toBe(7_001);
    expect(httpPortOf(serverConfig({ port: 0 }))).toBe(0);
    expect(httpPortOf(serverConfig({ port: 65_535 }))).toBe(0);
    expect(httpPortOf(serverConfig({ port: 7_000, httpPort: 0 }))).toBe(0);
  });

  it("knows the addresses of this machine alone", () => {
    expect(["127.0.0.1", "127.8.8.8", "::1", "localhost"].filter(isLoopback).length).toBe(4);
    expect(["0.0.0.0", "10.0.0.1", "::", "127.example.com", "localhost.example.com"].filter(isLoopback)).toEqual([]);
  });
});
