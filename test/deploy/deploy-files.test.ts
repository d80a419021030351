/**
 * The files of deploy/: they set what there is to set, systemd takes its unit, and a server starts with what each gives it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { STORE_SETTINGS } from "../../src/cli/store-settings.js";
import { SERVER_SETTINGS } from "../../src/server/config.js";
import { variableOf } from "../../src/server/setting.js";
import { testDatabase } from "../mongod/database.js";
import { startDev } from "../package/dev-server.js";
import { distUrl } from "../run/once-per-run.js";

const SETTINGS = new Set(Object.keys({ ...SERVER_SETTINGS, ...STORE_SETTINGS }).map(variableOf));

const files = readdirSync("deploy", { recursive: true, encoding: "utf8", withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.(md|json)$/.test(entry.name))
  .map(({ parentPath, name }) => join(parentPath, name));

test.each(files)("%s names only settings that there are", (path) => {
  const named = readFileSync(path, "utf8").match(/\bLAZYENGINE_[A-Z_]+/g) ?? [];
  expect(named.filter((name) => !SETTINGS.has(name.replace(/(?<=MONGODB)_FILE$/, "")))).toEqual([]);
});

test("what the Dockerfile copies is there, and is not kept from it", () => {
  const dockerfile = readFileSync("deploy/docker/Dockerfile", "utf8");
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = ""]) => paths.split(" "));
  const allowed = readFileSync(".dockerignore", "utf8").match(/(?<=^!).+/gm) ?? [];
  expect(copied.length).toBeGreaterThan(5);
  expect(copied.filter((path) => !existsSync(path))).toEqual([]);
  expect([...copied].sort()).toEqual([...allowed].sort());
});

test("a server starts with what compose.yaml gives it, and is asked for its health where it answers", async () => {
  const { services } = parse(readFileSync("deploy/docker/compose.yaml", "utf8"));
  const { environment, ports } = services.lazyengine;
  expect(new URL(environment.LAZYENGINE_MONGODB).searchParams.get("replicaSet")).toBe(services.mongodb.command[1]);
  // Without TLS on the loopback alone.
  expect(ports).toEqual(["127.0.0.1:50051:50051", "127.0.0.1:50052:50052"]);
  const image = Object.fromEntries(
    [...readFileSync("deploy/docker/Dockerfile", "utf8").matchAll(/(LAZYENGINE_\w+)=(\S+)/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  const { httpAddress } = await served({ ...image, ...environment });
  expect((await fetch(`http://${httpAddress}/healthz`)).status).toBe(200);
});

test("a server starts with what the unit of systemd gives it", async () => {
  const lines = readFileSync("deploy/systemd/lazyengine.env", "utf8").matchAll(/^(LAZYENGINE_\w+)=(.*)$/gm);
  const folder = mkdtempSync(join(tmpdir(), "lazyengine-deploy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const uri = join(folder, "mongodb");
  writeFileSync(uri, `${testDatabase().uri}\n`);
  const environment = Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
  const { httpAddress } = await served({ ...environment, LAZYENGINE_MONGODB_FILE: uri, LAZYENGINE_MONGODB: undefined });
  expect((await fetch(`http://${httpAddress}/readyz`)).status).toBe(200);
});

const UNIT = "deploy/systemd/lazyengine.service";

test.skipIf(!existsSync("/usr/bin/systemd-analyze"))(
  "systemd has nothing against its unit (without it: make tools)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "lazyengine-unit-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // Where Node.js is elsewhere, systemd would say so.
    const unit = readFileSync(UNIT, "utf8").replace("/usr/bin/node", process.execPath);
    writeFileSync(join(folder, "lazyengine.service"), unit);
    const said = execFileSync("systemd-analyze", ["verify", join(folder, "lazyengine.service")], { encoding: "utf8" });
    expect(said).toBe("");
  },
);

/** `serve` on free ports of the loopback and a database of its own, with everything else as it is given. */
async function served(given: NodeJS.ProcessEnv) {
  await distUrl();
  const { uri, dbName } = testDatabase();
  const here = {
    LAZYENGINE_HOST: "127.0.0.1",
    LAZYENGINE_PORT: "0",
    LAZYENGINE_HTTP_PORT: "0",
    LAZYENGINE_DATABASE: dbName,
  };
  const mongodb = given["LAZYENGINE_MONGODB"] === undefined ? {} : { LAZYENGINE_MONGODB: uri };
  const env = { ...process.env, ...given, ...here, ...mongodb };
  const server = await startDev(process.execPath, [join(process.cwd(), "dist/bin/lazyengine.js"), "serve"], {
    cwd: tmpdir(),
    env,
  });
  onTestFinished(() => server.stop());
  return server;
}
