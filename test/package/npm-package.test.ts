/**
 * The npm package as its users get it: packed, judged by the tools that judge packages, installed into an empty folder,
 * and used for a real flow by the snippets that the README shows.
 */
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startDev } from "./dev-server.js";
import { npmTarball, ROOT, run } from "./packages.js";

/** What the package can be imported by, with something that each gives. */
const ENTRIES = {
  lazyengine: "createEngine",
  "lazyengine/engine": "createEngine",
  "lazyengine/client": "Client",
  "lazyengine/executor": "Executor",
  "lazyengine/core": "step",
  "lazyengine/testing": "createTestEngine",
  "lazyengine/v1": "LazyEngine",
  "lazyengine/proto": "LazyEngine",
} as const;

/** Of the checkout alone: sources, tests, and what they need. */
const STAYS = /^(src|test|bench|ui|python|scripts|docs|examples|\.ci)\/|^dist\/release\//;

let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazyengine-npm-"));
  tarball = await npmTarball(folder);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--omit=optional"];
  await run("npm", ["install", ...flags, tarball], { cwd: folder });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("holds what its users need, and nothing of the checkout", async () => {
  const installed = join(folder, "node_modules/lazyengine");
  const entries = await readdir(installed, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(installed, join(parentPath, name)));
  expect(files.filter((path) => STAYS.test(path))).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining([
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "dist/bin/lazyengine.js",
      "dist/ui/index.html",
      "dist/man/lazyengine-run.1",
      "proto/lazyengine/v1/service.proto",
    ]),
  );
});

test("publint has nothing to say", async () => {
  const bytes = await readFile(tarball);
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
});

test("each entry resolves with its types, for Node and for bundlers", async () => {
  const attw = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
  const args = [attw, tarball, "--profile", "esm-only", "--format", "json"];
  const { analysis } = JSON.parse(await run(process.execPath, args, { cwd: folder }));
  // No entry is for CommonJS, nor for TypeScript's resolution of before Node 16, which knows no `exports`.
  const meant = analysis.problems.filter(({ resolutionKind = "" }) => !/^node1(0|6-cjs)$/.test(resolutionKind));
  expect(meant).toEqual([]);
  const entries = Object.keys(analysis.entrypoints).map((entry) => entry.replace(/^\./, "lazyengine"));
  expect(entries).toEqual(expect.arrayContaining(Object.keys(ENTRIES)));
});

test("each entry gives what it is named for", async () => {
  const script = Object.entries(ENTRIES)
    .map(([entry, name]) => `console.log("${entry}", "${name}" in (await import("${entry}")));`)
    .concat('console.log(import.meta.resolve("lazyengine/proto/lazyengine/v1/service.proto"));')
    .join("\n");
  const said = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: folder });
  const lines = said.trim().split("\n");
  expect(lines.slice(0, -1)).toEqual(Object.keys(ENTRIES).map((entry) => `${entry} true`));
  expect(await readFile(new URL(lines.at(-1) ?? ""), "utf8")).toContain("service LazyEngine");
});

test.each([
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])("a strict program type-checks against it: module %s, resolution %s", async (module, resolution) => {
  const program = `import { createEngine, createMemoryStore } from "lazyengine/engine";
import { Client } from "lazyengine/client";
import { Executor, type Handler } from "lazyengine/executor";
import { validateDefinition } from "lazyengine/core";
import { LazyEngine } from "lazyengine/proto";
const handler: Handler = async (task) => ({ of: task.taskId });
const client = new Client({ address: "127.0.0.1:1" });
export const executor: Executor = new Executor({ client, handlers: { a: handler }, maxInFlight: 1 });
export const all = [createEngine({ store: createMemoryStore() }), validateDefinition, LazyEngine.typeName] as const;
// @ts-expect-error an executor needs handlers
new Executor({ client });
`;
  const file = `program-${resolution}.ts`;
  await writeFile(join(folder, file), program);
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const types = ["--strict", "--noEmit", "--skipLibCheck", "--types", "node", "--typeRoots"];
  const flags = [...types, join(ROOT, "node_modules/@types"), "--module", module, "--moduleResolution", resolution];
  await run(process.execPath, [tsc, ...flags, "--target", "es2023", file], { cwd: folder });
});

test("npx lazyengine dev serves, with a MongoDB, the README's flow; started again, it has the flow", async () => {
  const dev = () =>
    startDev("npx", ["lazyengine", "dev", "--port", "0", "--http-port", "0", "--data", "./lazyengine-data"], {
      cwd: folder,
      env: { ...process.env, LAZYENGINE_CACHE_DIR: join(ROOT, ".cache") },
    });
  const first = await dev();
  await copyFile(join(ROOT, "examples/quickstart/quickstart.mjs"), join(folder, "quickstart.mjs"));
  const env = { ...process.env, LAZYENGINE_ADDRESS: first.address };
  expect(await run(process.execPath, ["quickstart.mjs"], { cwd: folder, env })).toBe("{ total: 300 }\n");
  await first.stop();

  const second = await dev();
  onTestFinished(() => second.stop());
  const list = ["lazyengine", "list", "--address", second.address, "-o", "jsonl"];
  const flow = JSON.parse(await run("npx", list, { cwd: folder }));
  expect(flow).toMatchObject({ name: "count-words", state: "SUCCEEDED" });
  expect(await (await fetch(`http://${second.httpAddress}/ui/`)).text()).toContain("<title>LazyEngine");
});

test("the engine runs embedded, as the README shows", async () => {
  await copyFile(join(ROOT, "examples/quickstart/embedded.mjs"), join(folder, "embedded.mjs"));
  expect(await run(process.execPath, ["embedded.mjs"], { cwd: folder })).toBe("SUCCEEDED HELLO WORLD\n");
});
