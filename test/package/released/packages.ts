/**
 * What `scripts/release.mjs` has made, beside what the tests of the npm package try of it: wheel, sdist, Go module and Java
 * artefact are each taken from the release by the tool of their language, and used for a real flow.
 */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { emptyFolder, memoryServer, onlyFile, PYTHON, RELEASE, ROOT, run } from "../packages.js";

const release = RELEASE ?? "";
const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
const QUICKSTART = join(ROOT, "examples/quickstart");

const has = (command: string) =>
  run("sh", ["-c", `command -v ${command}`], { cwd: ROOT }).then(
    () => true,
    () => false,
  );

test("the sums are those of the files", async () => {
  const said = await run("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: release });
  const files = said
    .trim()
    .split("\n")
    .map((line) => line.replace(/: OK$/, ""));
  expect(files).toEqual(
    expect.arrayContaining([
      `npm/lazyengine-${version}.tgz`,
      `python/lazyengine-${version}.tar.gz`,
      `python/lazyengine-${version}-py3-none-any.whl`,
      `proto/lazyengine-v1-${version}.binpb`,
      `proto/lazyengine-protos-${version}.zip`,
      `sbom/lazyengine-npm-${version}.cdx.json`,
      `sbom/lazyengine-python-${version}.cdx.json`,
    ]),
  );
});

test("the image and the zip are of one contract", async () => {
  const folder = await emptyFolder();
  const unzip = ["-m", "zipfile", "-e", join(release, `proto/lazyengine-protos-${version}.zip`), folder];
  await run(PYTHON, unzip, { cwd: folder });
  const image = join(release, `proto/lazyengine-v1-${version}.binpb`);
  const unzipped = join(folder, "unzipped.binpb");
  const buf = (...args: readonly string[]) => run(join(ROOT, "node_modules/.bin/buf"), args, { cwd: folder });
  await buf("build", folder, "--output", unzipped);
  await buf("breaking", image, "--against", unzipped, "--config", join(ROOT, "buf.yaml"));
  await buf("breaking", unzipped, "--against", image, "--config", join(ROOT, "buf.yaml"));
});

test.each([
  ["wheel", ".whl"],
  ["sdist", ".tar.gz"],
])("the %s, installed into an empty environment, runs the README's flow", async (_kind, ending) => {
  const folder = await emptyFolder();
  await run(PYTHON, ["-m", "venv", "environment"], { cwd: folder });
  const python = join(folder, "environment/bin/python");
  const file = await onlyFile(join(release, "python"), ending);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", file], { cwd: folder });
  const { address } = await memoryServer();
  const env = { ...process.env, LAZYENGINE_ADDRESS: address };
  const program = ["-W", "error", join(QUICKSTART, "quickstart.py")];
  expect(await run(python, program, { cwd: folder, env })).toBe("{'total': 300}\n");
});

describe.skipIf(!(await has("go")))("with Go (without it: make tools)", () => {
  test("the module, got from a proxy, runs the flow of the start", async () => {
    const folder = await emptyFolder();
    const { address } = await memoryServer();
    const env = {
      ...process.env,
      GOPROXY: `file://${release}/go,${(await run("go", ["env", "GOPROXY"], { cwd: ROOT })).trim()}`,
      GONOSUMDB: "github.com/lazyengine/*",
      GOFLAGS: "-modcacherw",
      // Of its own: a version that was there once is never looked for again.
      GOMODCACHE: join(folder, "modules"),
      LAZYENGINE_ADDRESS: address,
    };
    const program = join(folder, "program");
    await mkdir(program);
    for (const file of ["main.go", "executor.go"]) await cp(join(QUICKSTART, "go", file), join(program, file));
    await run("go", ["mod", "init", "example.com/program"], { cwd: program, env });
    await run("go", ["get", `github.com/lazyengine/lazyengine/gen/go@v${version}`], { cwd: program, env });
    await run("go", ["mod", "tidy"], { cwd: program, env });
    expect(await run("go", ["run", "."], { cwd: program, env })).toBe('{"total":300}\n');
  });
});

describe.skipIf(!((await has("mvn")) && (await has("javac"))))("with Maven (without it: make tools)", () => {
  test("the artefact, got from a repository, runs the flow of the start", async () => {
    const folder = await emptyFolder();
    const { address } = await memoryServer();
    await cp(join(QUICKSTART, "java"), folder, { recursive: true, filter: (path) => !path.endsWith("target") });
    const repository = `<repositories><repository><id>release</id><url>file://${release}/maven</url></repository></repositories>`;
    const pom = await readFile(join(folder, "pom.xml"), "utf8");
    await writeFile(join(folder, "pom.xml"), pom.replace("<dependencies>", `${repository}\n  <dependencies>`));
    const env = { ...process.env, LAZYENGINE_ADDRESS: address };
    const quiet = ["--batch-mode", "--quiet", "-Dstyle.color=never"];
    // Of its own, before which what the machine has already is looked at: only the artefact comes from the release.
    const local = [`-Dmaven.repo.local=${join(ROOT, ".cache/maven-of-release")}`];
    await run("rm", ["-rf", join(ROOT, ".cache/maven-of-release/io/lazyengine")], { cwd: folder });
    const said = await run("mvn", [...quiet, ...local, "compile", "exec:java"], { cwd: folder, env });
    expect(stripVTControlCharacters(said)).toBe('{"total":300}\n');
  });
});
