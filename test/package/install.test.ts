/**
 * The package as its users get it: packed, installed into an empty folder, and used for a real flow, by the snippet that
 * the README shows.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { distUrl } from "../run/once-per-run.js";
import { type DevServer, startDev } from "./dev-server.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const LIMITS = { timeout: 240_000, maxBuffer: 16 * 1024 * 1024 };

beforeAll(async () => {
  // What is packed is dist/ as it is.
  await distUrl();
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lazyengine-package-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function served(command: string, args: readonly string[], cwd: string): Promise<DevServer> {
  const server = await startDev(command, [...args, "dev", "--store", "memory", "--port", "0"], cwd);
  onTestFinished(() => server.stop());
  return server;
}

test("the npm tarball, installed into an empty folder, serves and runs the README's flow", async () => {
  const folder = await emptyFolder();
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { ...LIMITS, cwd: root });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  // Sources, tests and what only a checkout needs stay out.
  expect(packed.files.filter(({ path }) => /^(src|test|bench|python|\.ci)\//.test(path))).toEqual([]);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--omit=optional"];
  await run("npm", ["install", ...flags, `./${packed.filename}`], { ...LIMITS, cwd: folder });
  await copyFile(join(root, "examples/quickstart/quickstart.mjs"), join(folder, "quickstart.mjs"));

  const server = await served(join(folder, "node_modules/.bin/lazyengine"), [], folder);
  const env = { ...process.env, LAZYENGINE_ADDRESS: server.address };
  const result = await run(process.execPath, ["quickstart.mjs"], { ...LIMITS, cwd: folder, env });
  expect(result.stdout).toBe("{ total: 300 }\n");

  await copyFile(join(root, "examples/quickstart/embedded.mjs"), join(folder, "embedded.mjs"));
  const alone = await run(process.execPath, ["embedded.mjs"], { ...LIMITS, cwd: folder });
  expect(alone.stdout).toBe("SUCCEEDED HELLO WORLD\n");

  const script = `import { createEngine, createMemoryStore } from "lazyengine";
    import { validateDefinition } from "lazyengine/core";
    import { LazyEngine } from "lazyengine/v1";
    const engine = await createEngine({ store: createMemoryStore() });
    const { flows } = await engine.listFlows({});
    await engine.stop();
    console.log(flows.length, typeof validateDefinition, LazyEngine.typeName);`;
  const embedded = await run(process.execPath, ["--input-type=module", "-e", script], { ...LIMITS, cwd: folder });
  expect(embedded.stdout).toBe("0 function lazyengine.v1.LazyEngine\n");
}, 300_000);

test("the README's Python snippet runs as it stands", async () => {
  const server = await served(process.execPath, [join(root, "dist/cli/main.js")], root);
  const env = { ...process.env, LAZYENGINE_ADDRESS: server.address };
  const python = join(root, ".venv/bin/python");
  const result = await run(python, [join(root, "examples/quickstart/quickstart.py")], { ...LIMITS, env });
  expect(result.stdout).toBe("{'total': 300}\n");
});
