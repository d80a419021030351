// The demo reads npm's own lock: which packages depend on which, as Node would resolve them.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { licenseOf, measurePackage } from "../../examples/demo/measure-package.mjs";
import { installedPackages } from "../../examples/demo/package-graph.mjs";

describe("installedPackages", () => {
  test("resolves a dependency to the nearest copy, as Node does", () => {
    const packages = installedPackages({
      "node_modules/app": { version: "1.0.0", dependencies: { lib: "^2" } },
      "node_modules/lib": { version: "1.0.0" },
      "node_modules/app/node_modules/lib": { version: "2.0.0", dependencies: { log: "*" } },
      "node_modules/log": { version: "1.0.0", license: "ISC" },
    });
    expect(packages.map(({ path, name, dependencies }) => ({ path, name, dependencies }))).toEqual([
      { path: "node_modules/app", name: "app", dependencies: ["node_modules/app/node_modules/lib"] },
      { path: "node_modules/lib", name: "lib", dependencies: [] },
      { path: "node_modules/app/node_modules/lib", name: "lib", dependencies: ["node_modules/log"] },
      { path: "node_modules/log", name: "log", dependencies: [] },
    ]);
  });

  test("counts optional and peer dependencies only where they are installed", () => {
    const packages = installedPackages({
      "": { dependencies: { "@s/a": "*" } },
      "node_modules/@s/a": { optionalDependencies: { native: "*" }, peerDependencies: { host: "*", absent: "*" } },
      "node_modules/host": {},
    });
    expect(packages.map(({ name, dependencies }) => [name, dependencies])).toEqual([
      ["@s/a", ["node_modules/host"]],
      ["host", []],
    ]);
  });
});

describe("measurePackage", () => {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lazyengine-measure-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
  }

  test("hashes and measures the package's own files and leaves out what is installed inside it", async () => {
    const manifest = JSON.stringify({ name: "a", version: "1.2.3", license: "MIT" });
    await write({
      "node_modules/a/package.json": manifest,
      "node_modules/a/LICENSE": "text",
      "node_modules/a/lib/x.js": "12345",
      "node_modules/a/node_modules/b/package.json": "{}",
    });
    const measure = await measurePackage(root, "node_modules/a", new AbortController().signal);
    expect(measure).toMatchObject({ name: "a", version: "1.2.3", license: "MIT", license_file: true, files: 3 });
    expect(measure.bytes).toBe(manifest.length + 4 + 5);

    await write({ "node_modules/a/lib/x.js": "12346" });
    const changed = await measurePackage(root, "node_modules/a", new AbortController().signal);
    expect(changed.sha256).not.toBe(measure.sha256);
    expect(changed.bytes).toBe(measure.bytes);
  });

  test("stops when its signal does", async () => {
    await write({ "node_modules/a/package.json": "{}" });
    await expect(measurePackage(root, "node_modules/a", AbortSignal.abort())).rejects.toThrow("aborted");
  });
});

test.each([
  [{ license: "MIT" }, "MIT"],
  [{ license: { type: "ISC", url: "x" } }, "ISC"],
  [{ licenses: [{ type: "MIT" }, { type: "Apache-2.0" }] }, "(MIT OR Apache-2.0)"],
  [{}, "UNKNOWN"],
  [{ license: "" }, "UNKNOWN"],
])("reads the licence of %j as %s", (manifest, expected) => {
  expect(licenseOf(manifest)).toBe(expected);
});
