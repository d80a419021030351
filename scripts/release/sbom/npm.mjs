// The npm package: what npm installs beside it, and what is inside it already, bundled into the web pages.
import { readFileSync } from "node:fs";
import { runTool } from "../run-tool.mjs";
import { licensesOf, npmPurl } from "./cyclonedx.mjs";

const IN_PAGES = { name: "lazyengine:bundled-in", value: "dist/ui" };

/** From the lockfile; dist/ must be built. */
export function npmSbom({ version, time }) {
  const flags = ["--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"];
  const sbom = JSON.parse(runTool("npm", ["sbom", ...flags]));
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
