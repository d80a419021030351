// The npm package: what npm installs beside it, and what is inside it already, bundled into the web pages.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "../run-tool.mjs";
import { licensesOf, npmPurl } from "./cyclonedx.mjs";

const IN_PAGES = { name: "lazyengine:bundled-in", value: "dist/ui" };

/** From the lockfile; dist/ must be built. */
export function npmSbom({ version, time }) {
  const sbom = installed();
  sbom.metadata.timestamp = new Date(time * 1000).toISOString();
  delete sbom.serialNumber; // one at random for each run
  const root = sbom.dependencies.find(({ ref }) => ref === `lazyengine@${version}`);
  for (const bundled of JSON.parse(readFileSync("dist/ui/licenses.json", "utf8"))) {
    const component = componentOf(sbom.components, bundled);
    component.properties = [...(component.properties ?? []), IN_PAGES];
    if (!root.dependsOn.includes(component["bom-ref"])) root.dependsOn.push(component["bom-ref"]);
  }
  return sbom;
}

/** Without what only development uses. `npm sbom --omit dev` leaves out too much: also what development uses as well. */
function installed() {
  const scratch = mkdtempSync(join(tmpdir(), "lazyengine-sbom-"));
  try {
    const { devDependencies: _, ...manifest } = JSON.parse(readFileSync("package.json", "utf8"));
    const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
    delete lock.packages[""].devDependencies;
    lock.packages = Object.fromEntries(Object.entries(lock.packages).filter(([, { dev }]) => dev !== true));
    writeFileSync(join(scratch, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(scratch, "package-lock.json"), JSON.stringify(lock));
    return JSON.parse(runTool("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], { cwd: scratch }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The component that npm installs in that very version, else a further one. */
function componentOf(components, { name, version, identifier }) {
  const purl = npmPurl(name, version);
  const known = components.find((component) => component.purl === purl);
  if (known !== undefined) return known;
  const licenses = licensesOf(identifier);
  const added = { "bom-ref": `${name}@${version}`, type: "library", name, version, purl, scope: "required", licenses };
  components.push(added);
  return added;
}
