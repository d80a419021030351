// One version for all packages: the places that name it.
import { readFileSync, writeFileSync } from "node:fs";

/** The group before the version, the version. Only the first match of a file counts. */
const PLACES = [
  { file: "package.json", pattern: /("version": ")([^"]+)/ },
  { file: "package-lock.json", pattern: /("version": ")([^"]+)/ },
  { file: "package-lock.json", pattern: /("packages": \{\s+"": \{[^}]*?"version": ")([^"]+)/ },
  { file: "python/src/lazyengine/version.py", pattern: /(__version__ = ")([^"]+)/ },
  { file: "gen/java/pom.xml", pattern: /(<artifactId>lazyengine-v1<\/artifactId>\s+<version>)([^<]+)/ },
  { file: "examples/quickstart/java/pom.xml", pattern: /(<lazyengine\.version>)([^<]+)/ },
  { file: "examples/quickstart/go/go.mod", pattern: /(lazyengine\/gen\/go v)(\S+)/ },
  { file: "deploy/helm/lazyengine/Chart.yaml", pattern: /(^version: )(\S+)/m },
  { file: "deploy/helm/lazyengine/Chart.yaml", pattern: /(^appVersion: )(\S+)/m },
];

/** What each place says. Throws where one says nothing. */
export function packageVersions() {
  return PLACES.map(({ file, pattern }) => {
    const version = pattern.exec(readFileSync(file, "utf8"))?.[2];
    if (version === undefined) throw new Error(`${file} names no version where ${pattern} looks for one`);
    return { file, version };
  });
}

/** The places that differ from package.json, which is the one that counts. */
export function differingVersions(versions) {
  const [first] = versions;
  return versions.filter(({ version }) => version !== first.version);
}

/** Writes it everywhere. */
export function setVersion(version) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`a version is MAJOR.MINOR.PATCH, not ${version}`);
  for (const { file, pattern } of PLACES) {
    writeFileSync(file, readFileSync(file, "utf8").replace(pattern, `$1${version}`));
  }
}
