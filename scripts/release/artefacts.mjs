// What a release consists of, each with what makes it. `context` is the version, the commit's time in seconds, and the
// folder that all goes to.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runTool, ToolMissing } from "./run-tool.mjs";
import { writeSboms } from "./sbom/write-sboms.mjs";

const GO_MODULE = "github.com/lazyengine/lazyengine/gen/go";
const PYTHON = resolve(".venv/bin/python");

export const artefacts = [
  { name: "npm: the package lazyengine", make: npm },
  { name: "PyPI: wheel and sdist of lazyengine", make: python },
  { name: `Go: the module ${GO_MODULE}, as a proxy serves it`, make: goModule },
  { name: "Maven: io.lazyengine:lazyengine-v1, as a repository serves it", make: maven },
  { name: "the contract: descriptor image and protos", make: contract },
  { name: "SBOM of each package", make: writeSboms },
];

function npm({ out }) {
  mkdirSync(join(out, "npm"));
  runTool("npm", ["pack", "--silent", "--pack-destination", join(out, "npm")]);
}

function python({ out, time }) {
  // Its `.gitignore` is for folders of a checkout.
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(time) };
  runTool(PYTHON, ["-m", "build", "--no-isolation", "--outdir", join(out, "python"), "python"], { env });
  rmSync(join(out, "python/.gitignore"), { force: true });
}

/** A proxy is a folder of files: https://go.dev/ref/mod#goproxy-protocol */
function goModule({ out, version, time }) {
  const folder = join(out, "go", GO_MODULE, "@v");
  mkdirSync(folder, { recursive: true });
  const tag = `v${version}`;
  writeFileSync(join(folder, "list"), `${tag}\n`);
  const info = { Version: tag, Time: new Date(time * 1000).toISOString() };
  writeFileSync(join(folder, `${tag}.info`), JSON.stringify(info));
  cpSync("gen/go/go.mod", join(folder, `${tag}.mod`));
  const files = tracked("gen/go").map((path) => [`${GO_MODULE}@${tag}/${path.slice("gen/go/".length)}`, path]);
  zip(join(folder, `${tag}.zip`), [...files, [`${GO_MODULE}@${tag}/LICENSE`, "LICENSE"]], time);
}

function maven({ out, time }) {
  const repository = `release::file://${join(out, "maven")}`;
  const flags = ["--batch-mode", "--quiet", "-Dstyle.color=never", "--file", "gen/java"];
  const stamp = `-Dproject.build.outputTimestamp=${new Date(time * 1000).toISOString().replace(/\.\d+Z/, "Z")}`;
  runTool("javac", ["-version"]);
  runTool("mvn", [
    ...flags,
    `-DaltDeploymentRepository=${repository}`,
    stamp,
    "-Dmaven.install.skip",
    "clean",
    "deploy",
  ]);
}

function contract({ out, version, time }) {
  mkdirSync(join(out, "proto"));
  const image = join(out, `proto/lazyengine-v1-${version}.binpb`);
  runTool(resolve("node_modules/.bin/buf"), ["build", "--path", "proto/lazyengine", "--output", image]);
  const protos = tracked("proto/lazyengine").map((path) => [path.slice("proto/".length), path]);
  const others = tracked("third_party/google").map((path) => [path.slice("third_party/".length), path]);
  zip(join(out, `proto/lazyengine-protos-${version}.zip`), [...protos, ...others, ["LICENSE", "LICENSE"]], time);
}

/** What git knows of a folder: build output stays out. */
function tracked(folder) {
  return runTool("git", ["ls-files", folder]).trim().split("\n");
}

function zip(path, entries, time) {
  const input = entries.map(([name, file]) => `${name}\t${file}\n`).join("");
  runTool(PYTHON, ["scripts/release/archive.py", path, String(time)], { input, stdio: ["pipe", "pipe", "inherit"] });
}

/** Makes all of them. What lacks its tool is left out where that is allowed, and named. */
export function makeArtefacts(context, mayLeaveOut) {
  const left = [];
  for (const { name, make } of artefacts) {
    console.log(`release: ${name}`);
    try {
      make(context);
    } catch (error) {
      if (!(error instanceof ToolMissing) || !mayLeaveOut) throw error;
      console.error(`########## LEFT OUT: ${name}: ${error.message}`);
      left.push(name);
    }
  }
  return left;
}

export function readVersion() {
  return JSON.parse(readFileSync("package.json", "utf8")).version;
}
