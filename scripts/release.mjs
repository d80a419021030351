/**
 * Makes all that a release consists of, into dist/release: packages for npm, PyPI, Go and Maven, the contract, an SBOM of
 * each, and their checksums. Publishes nothing. Refuses where versions differ, the changelog lacks the version, the tree
 * is not clean, or a tool is missing.
 *
 *     node scripts/release.mjs                       for a release; a clean build comes first
 *     node scripts/release.mjs --trial               makes what can be made, and tells what would be refused
 *     node scripts/release.mjs --set-version 1.2.3   writes the version wherever it stands
 */
import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeArtefacts, readVersion } from "./release/artefacts.mjs";
import { writeChecksums } from "./release/checksums.mjs";
import { setVersion } from "./release/package-versions.mjs";
import { faultsOfCheckout } from "./release/release-faults.mjs";
import { runTool } from "./release/run-tool.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const { values } = parseArgs({ options: { trial: { type: "boolean" }, "set-version": { type: "string" } } });
if (values["set-version"] !== undefined) setVersion(values["set-version"]);
else release(values.trial === true);

function release(trial) {
  const faults = faultsOfCheckout(runTool("git", ["status", "--porcelain"]));
  for (const fault of faults) console.error(`release: ${trial ? "would be refused" : "refused"}: ${fault}`);
  if (faults.length > 0 && !trial) {
    process.exitCode = 1;
    return;
  }
  runTool(process.execPath, ["scripts/build.mjs", ...(trial ? [] : ["--clean"])]);
  const out = resolve("dist/release");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const time = Number(runTool("git", ["log", "-1", "--format=%ct"]));
  const left = makeArtefacts({ out, version: readVersion(), time }, trial);
  const files = writeChecksums(out);
  console.log(`release: ${files.length} files in dist/release${left.length > 0 ? `, without ${left.join(", ")}` : ""}`);
}
