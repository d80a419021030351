// The lockfile against the table of safe versions, and every version pinned exactly.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MINIMUM_VERSIONS } from "./minimum-versions.js";

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Installed {
  readonly name: string;
  readonly version: string;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync("package-lock.json", "utf8"));

const installed: readonly Installed[] = Object.entries(lock.packages)
  .filter(([path]) => path !== "")
  .map(([path, entry]) => ({ name: path.slice(path.lastIndexOf("node_modules/") + 13), version: entry.version ?? "" }));

test("no installed package is older than the oldest version known to be safe", () => {
  const unsafe = installed.flatMap(({ name, version }) => {
    const minimum = MINIMUM_VERSIONS.find((entry) => entry.name === name);
    return minimum && !isSafe(version, minimum.versions) ? [`${name} ${version}: ${minimum.reason}`] : [];
  });
  expect(unsafe).toEqual([]);
});

test.each([
  ["7.6.4", false],
  ["7.6.5", true],
  ["7.10.0", true],
  ["6.99.0", false],
  ["8.6.5", false],
  ["8.6.6", true],
  ["9.0.0", true],
])("version %s is safe beside 7.6.5 and 8.6.6: %s", (version, safe) => {
  expect(isSafe(version, ["7.6.5", "8.6.6"])).toBe(safe);
});

test("every line of the table is about a package that is installed", () => {
  const names = new Set(installed.map(({ name }) => name));
  expect(MINIMUM_VERSIONS.filter(({ name }) => !names.has(name))).toEqual([]);
});

test("every dependency is pinned to one exact version", () => {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  const loose = Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)));
  expect(loose).toEqual([]);
});

test("generator and runtime of the messages are of one version", () => {
  expect(manifest.devDependencies["@bufbuild/protoc-gen-es"]).toBe(manifest.dependencies["@bufbuild/protobuf"]);
});

// A registry that does not serve the packages of other platforms makes npm drop them; `npm ci` then refuses the lockfile.
test("the lockfile holds the packages of every platform (scripts/complete-lock.mjs adds what npm dropped)", () => {
  const names = new Set(installed.map(({ name }) => name));
  const missing = Object.values(lock.packages)
    .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
    .filter((name) => !names.has(name));
  expect(missing).toEqual([]);
});

test("the lockfile names no registry", () => {
  expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});

/** At least the entry of its own major version; newer than all of them also does. */
function isSafe(version: string, minimums: readonly string[]): boolean {
  const own = minimums.find((minimum) => parts(minimum)[0] === parts(version)[0]);
  return own ? compare(version, own) >= 0 : minimums.every((minimum) => compare(version, minimum) > 0);
}

function compare(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  const index = left.findIndex((part, i) => part !== right[i]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

function parts(version: string): number[] {
  return version.split(/[.-]/).slice(0, 3).map(Number);
}
