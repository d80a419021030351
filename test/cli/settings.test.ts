// Where settings come from: flag, then environment, then file, then default; and how a server is reached safely.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeCertificates } from "../server/certificates.js";
import { endAll, lazyengine, start } from "./lazyengine-process.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazyengine-settings-"));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(endAll);

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function serve(...flags: readonly string[]): Promise<string> {
  const dev = start(["dev", "--store", "memory", "--port", "0", ...flags]);
  const [, address = ""] = await dev.stdout(/^lazyengine ready grpc=(\S+)/);
  return address;
}

describe("a setting", () => {
  test("is taken from the flag, then the environment, then the file, then the default", async () => {
    const config = await file("client.yaml", `address: ${await serve()}\nnamespace: from-file\noutput: json\n`);
    const namespaceOf = async (env: Readonly<Record<string, string>>, ...flags: readonly string[]) => {
      const { stdout, stderr } = await lazyengine(["run", "-", ...flags], { env, input: '{"name": "x"}' });
      expect(stderr).toBe("");
      return JSON.parse(stdout).flow.namespace;
    };
    const both = { LAZYENGINE_CONFIG: config, LAZYENGINE_NAMESPACE: "from-env" };
    expect(await namespaceOf(both, "--namespace", "from-flag")).toBe("from-flag");
    expect(await namespaceOf(both)).toBe("from-env");
    expect(await namespaceOf({}, "--config", config)).toBe("from-file");
    const bare = await file("bare.yaml", `address: ${await serve()}\noutput: json\n`);
    expect(await namespaceOf({}, "--config", bare)).toBe("default");
  });

  test("of a server may stand in the same file, and its flag overrules a switch either way", async () => {
    const config = await file("both.yaml", "store: memory\nport: 0\nreflection: false\nnamespace: other\n");
    const dev = start(["dev", "--config", config, "--reflection"]);
    await dev.stdout(/store=memory$/);
  });

  test("that does not exist is refused with the one that was meant", async () => {
    const config = await file("typo.yaml", "adress: 127.0.0.1:1\n");
    const { code, stderr } = await lazyengine(["list", "--config", config]);
    expect(stderr).toMatch(/there is no setting adress; did you mean address\?/);
    expect(code).toBe(2);
  });
});

describe("a token", () => {
  const TOKEN = "a-token-of-20-letters";

  async function serveWithTokens(): Promise<string> {
    const tokens = `tokens:\n  - {token: ${TOKEN}, principal: tester, namespaces: [mine]}\n`;
    return serve("--tokens", await file("tokens.yaml", tokens));
  }

  test("is taken from the environment, a file that it names, or a flag", async () => {
    const address = await serveWithTokens();
    const tokenFile = await file("token", `${TOKEN}\n`);
    const list = (flags: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      lazyengine(["list", "-n", "mine", "--address", address, ...flags], { env });
    expect(await list([], { LAZYENGINE_TOKEN: TOKEN })).toMatchObject({ code: 0 });
    expect(await list([], { LAZYENGINE_TOKEN_FILE: tokenFile })).toMatchObject({ code: 0 });
    expect(await list(["--token-file", tokenFile], { LAZYENGINE_TOKEN: "wrong-token-of-23-letters" })).toMatchObject({
      code: 0,
    });
    expect(await list(["--token", TOKEN])).toMatchObject({ code: 0 });
  });

  test("that is missing, or for another namespace, ends with 6", async () => {
    const address = await serveWithTokens();
    const env = { LAZYENGINE_TOKEN: TOKEN };
    expect(await lazyengine(["list", "-n", "mine", "--address", address])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining("UNAUTHENTICATED"),
    });
    const other = await lazyengine(["list", "-n", "other", "--address", address], { env });
    expect(other).toMatchObject({ code: 6, stderr: expect.stringContaining("PERMISSION_DENIED") });
    expect(other.stderr).not.toContain(TOKEN);
  });
});

test("a server with mutual TLS is reached with the authority and a certificate of one's own, and not without", async () => {
  const certificates = makeCertificates();
  const own = certificates.issue("server");
  const mine = certificates.issue("client");
  const address = await serve("--tls-cert", own.cert, "--tls-key", own.key, "--tls-client-ca", certificates.authority);
  const list = (...flags: readonly string[]) => lazyengine(["list", "--address", address, "--timeout", "2s", ...flags]);
  const identity = ["--tls-client-cert", mine.cert, "--tls-client-key", mine.key];
  expect(await list("--tls-ca", certificates.authority, ...identity)).toMatchObject({ code: 0 });
  // Without them it says in words what is missing, or may be: the server's alert races with its closing.
  const nobody = await list("--tls-ca", certificates.authority);
  expect(nobody.stderr).toMatch(
    /^error: UNAVAILABLE: the server (?:asks for a certificate of the client\n {2}give|closes the connection\n {2}does it ask)/,
  );
  const stranger = makeCertificates().issue("client");
  const strange = ["--tls-client-cert", stranger.cert, "--tls-client-key", stranger.key];
  const refused = await list("--tls-ca", certificates.authority, ...strange);
  expect(refused.stderr).toMatch(
    /the server (?:closes the connection\n {2}does it accept the certificate\?|does not accept the client's certificate)/,
  );
  const distrustful = await list("--tls", ...identity);
  expect(distrustful.stderr).toMatch(/authority that is not trusted here\n {2}give --tls-ca/);
  const plain = await list();
  expect(plain.stderr).toMatch(/the server closes the connection\n {2}does it serve by TLS\? Then give --tls/);
  expect([nobody, refused, distrustful, plain].map(({ code }) => code)).toEqual([5, 5, 5, 5]);
});

test("a key that belongs to another certificate ends with 2 and names both files", async () => {
  const certificates = makeCertificates();
  const { cert } = certificates.issue("one");
  const { key } = certificates.issue("other");
  const server = await lazyengine(["dev", "--store", "memory", "--port", "0", "--tls-cert", cert, "--tls-key", key]);
  expect(server.stderr).toContain(`error: --tls-key ${key} is not the key of the certificate in --tls-cert ${cert}`);
  const client = await lazyengine(["list", "--tls-client-cert", cert, "--tls-client-key", key]);
  expect(client.stderr).toContain(
    `--tls-client-key ${key} is not the key of the certificate in --tls-client-cert ${cert}`,
  );
  expect([server.code, client.code]).toEqual([2, 2]);
});
