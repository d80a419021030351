// What stands in the way of a release: each as a line that says what to do.
import { readFileSync } from "node:fs";
import { changelogSection } from "./changelog.mjs";
import { differingVersions, packageVersions } from "./package-versions.mjs";

/** `status` is what `git status --porcelain` says. */
export function releaseFaults({ versions, changelog, status }) {
  const [{ version }] = versions;
  const faults = differingVersions(versions).map(
    (other) => `${other.file} says ${other.version}, package.json ${version}: node scripts/release.mjs --set-version`,
  );
  if (changelogSection(changelog, version) === undefined) {
    faults.push(`CHANGELOG.md has no section "## ${version} - YYYY-MM-DD" that says something`);
  }
  const changed = status.split("\n").filter((line) => line !== "");
  if (changed.length > 0) faults.push(`the tree is not clean: ${changed.length} files differ from the commit`);
  return faults;
}

/** The checkout's own. */
export function faultsOfCheckout(status) {
  return releaseFaults({ versions: packageVersions(), changelog: readFileSync("CHANGELOG.md", "utf8"), status });
}
