/**
 * Writes an SBOM of each package into a folder: node scripts/release/sbom/write-sboms.mjs DIR. A package of which the tool
 * is missing is left out, and named. dist/ must be built.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { runTool, ToolMissing } from "../run-tool.mjs";
import { cycloneDx } from "./cyclonedx.mjs";
import { npmSbom } from "./npm.mjs";

const GO_MODULE = "github.com/lazyengine/lazyengine/gen/go";

const SBOMS = [
  ["npm", npmSbom],
  ["python", pythonSbom],
  ["go", goSbom],
  ["java", javaSbom],
];

export function writeSboms({ out, version, time }) {
  const folder = join(out, "sbom");
  mkdirSync(folder, { recursive: true });
  for (const [name, make] of SBOMS) {
    try {
      const sbom = make({ version, time });
      writeFileSync(join(folder, `lazyengine-${name}-${version}.cdx.json`), `${JSON.stringify(sbom, undefined, 2)}\n`);
    } catch (error) {
      if (!(error instanceof ToolMissing)) throw error;
      console.error(`########## LEFT OUT: the SBOM of ${name}: ${error.message}`);
    }
  }
}

/** What pip would install with it into an empty environment today: the package bounds its dependencies, it pins none. */
function pythonSbom({ version, time }) {
  const scratch = mkdtempSync(join(tmpdir(), "lazyengine-sbom-"));
  try {
    const report = join(scratch, "report.json");
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run", "--ignore-installed"];
    runTool(resolve(".venv/bin/python"), [...pip, "--no-build-isolation", "--report", report, "./python"]);
    const components = JSON.parse(readFileSync(report, "utf8"))
      .install.map(({ metadata }) => metadata)
      .filter(({ name }) => name !== "lazyengine")
      .map((metadata) => ({ ...named(metadata), purl: `pkg:pypi/${metadata.name.toLowerCase()}@${metadata.version}` }));
    return cycloneDx({ name: "lazyengine", version, purl: `pkg:pypi/lazyengine@${version}`, components, time });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The modules whose packages are compiled in. */
function goSbom({ version, time }) {
  const format = "{{with .Module}}{{.Path}} {{.Version}}{{end}}";
  const lines = runTool("go", ["list", "-deps", "-f", format, "./..."], { cwd: "gen/go" }).split("\n");
  const components = [...new Set(lines)]
    .map((line) => line.split(" "))
    .filter(([path, moduleVersion]) => path !== GO_MODULE && moduleVersion)
    .map(([path, moduleVersion]) => ({
      name: path,
      version: moduleVersion,
      purl: `pkg:golang/${path}@${moduleVersion}`,
    }));
  return cycloneDx({ name: GO_MODULE, version, purl: `pkg:golang/${GO_MODULE}@v${version}`, components, time });
}

function javaSbom({ version, time }) {
  const list = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:list";
  const flags = ["--batch-mode", "-Dstyle.color=never", "--file", "gen/java", "-DincludeScope=runtime"];
  const found = runTool("mvn", [...flags, list]).matchAll(/^\[INFO\] {4}([\w.-]+):([\w.-]+):jar:([\w.-]+):/gm);
  const components = [...found].map(([, group, name, libraryVersion]) => ({
    ...{ group, name, version: libraryVersion },
    purl: `pkg:maven/${group}/${name}@${libraryVersion}`,
  }));
  const purl = `pkg:maven/io.lazyengine/lazyengine-v1@${version}`;
  return cycloneDx({ name: "lazyengine-v1", version, purl, components, time });
}

function named({ name, version }) {
  return { name, version };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder = ".cache"] = process.argv.slice(2);
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  writeSboms({ out: resolve(folder), version, time: Math.floor(Date.now() / 1000) });
}
