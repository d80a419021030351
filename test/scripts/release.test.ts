// What a release is refused for, and that all packages of this checkout have one version.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { changelogSection } from "../../scripts/release/changelog.mjs";
import { differingVersions, packageVersions } from "../../scripts/release/package-versions.mjs";
import { releaseFaults } from "../../scripts/release/release-faults.mjs";
import { npmSbom } from "../../scripts/release/sbom/npm.mjs";
import { distUrl } from "../run/once-per-run.js";

interface Sbom {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly properties?: readonly { readonly name: string; readonly value: string }[];
  }[];
}

const SECTION = "# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-11-29\n\n- This.\n\n## 1.2.2 - 2026-11-01\n";
const versions = [
  { file: "package.json", version: "1.2.3" },
  { file: "gen/java/pom.xml", version: "1.2.3" },
];

test("all packages of this checkout have one version", () => {
  expect(differingVersions(packageVersions())).toEqual([]);
});

test("nothing is refused where versions agree, the changelog tells of them, and the tree is clean", () => {
  expect(releaseFaults({ versions, changelog: SECTION, status: "" })).toEqual([]);
});

test.each([
  [
    { versions: [...versions, { file: "go.mod", version: "1.2.2" }] },
    "go.mod says 1.2.2, package.json 1.2.3: node scripts/release.mjs --set-version",
  ],
  [
    { changelog: "## Unreleased\n\n- This.\n" },
    'CHANGELOG.md has no section "## 1.2.3 - YYYY-MM-DD" that says something',
  ],
  [
    { changelog: "## 1.2.3 - 2026-11-29\n\n## 1.2.2 - 2026-11-01\n\n- That.\n" },
    'CHANGELOG.md has no section "## 1.2.3 - YYYY-MM-DD" that says something',
  ],
  [{ status: " M README.md\n?? new.txt\n" }, "the tree is not clean: 2 files differ from the commit"],
])("%o is refused", (difference, fault) => {
  expect(releaseFaults({ versions, changelog: SECTION, status: "", ...difference })).toEqual([fault]);
});

test("a section ends where the next begins", () => {
  expect(changelogSection(SECTION, "1.2.3")).toBe("- This.");
  expect(changelogSection(SECTION, "1.2.2")).toBeUndefined();
  expect(changelogSection(SECTION, "1.2")).toBeUndefined();
});

test("the SBOM of the npm package has what is bundled into the web pages, in the locked versions", async () => {
  await distUrl();
  const sbom: Sbom = npmSbom({ version: packageVersions()[0]?.version ?? "", time: 0 });
  const bundled = sbom.components.filter(({ properties = [] }) =>
    properties.some(({ name, value }) => name === "lazyengine:bundled-in" && value === "dist/ui"),
  );
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  expect(bundled.map(({ name }) => name)).toEqual(expect.arrayContaining(["preact", "@connectrpc/connect-web"]));
  for (const { name, version } of bundled) expect(packages[`node_modules/${name}`].version).toBe(version);
  // What is installed beside it is there as well, each thing once.
  const purls = sbom.components.map(({ purl }) => purl);
  expect(purls).toEqual(expect.arrayContaining([expect.stringMatching(/^pkg:npm\/mongodb@/)]));
  expect(new Set(purls).size).toBe(purls.length);
});

test("an archive is the same bytes whenever it is made, and in whatever order its entries come", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lazyengine-archive-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "one"), "1");
  writeFileSync(join(folder, "two"), "2");
  const lines = ["m@v1/one\tone\n", "m@v1/two\ttwo\n"];
  for (const [name, input] of [
    ["a.zip", lines.join("")],
    ["b.zip", lines.toReversed().join("")],
  ] as const) {
    const script = join(process.cwd(), "scripts/release/archive.py");
    const running = promisify(execFile)("python3", [script, name, "1700000000"], { cwd: folder });
    running.child.stdin?.end(input);
    await running;
  }
  expect(readdirSync(folder).sort()).toEqual(["a.zip", "b.zip", "one", "two"]);
  expect(readFileSync(join(folder, "a.zip"))).toEqual(readFileSync(join(folder, "b.zip")));
});
