/**
 * What the demo finds out about one installed package: how many files of which size it has, a digest over all of them,
 * and under which licence it says to be.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * @typedef {object} PackageMeasure
 * @property {string} path
 * @property {string} name
 * @property {string} version
 * @property {string} license An SPDX id or expression where the package gives one; "UNKNOWN" where it gives nothing.
 * @property {boolean} license_file Whether the text of a licence lies beside it.
 * @property {number} files
 * @property {number} bytes
 * @property {string} sha256 Over the relative path and the SHA-256 of every file, in the order of the paths.
 */

/**
 * @param {string} root The folder that holds node_modules.
 * @param {string} path The package's folder below it.
 * @param {AbortSignal} signal
 * @returns {Promise<PackageMeasure>}
 */
export async function measurePackage(root, path, signal) {
  const folder = join(root, path);
  const files = await listFiles(folder);
  const digest = createHash("sha256");
  let bytes = 0;
  for (const file of files) {
    const measured = await hashFile(join(folder, file), signal);
    digest.update(`${file.split(sep).join("/")}\0${measured.sha256}\n`);
    bytes += measured.bytes;
  }
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return {
    path,
    name: manifest.name ?? "",
    version: manifest.version ?? "",
    license: licenseOf(manifest),
    license_file: files.some((file) => /^(un)?licen[cs]e|^copying/i.test(file)),
    files: files.length,
    bytes,
    sha256: digest.digest("hex"),
  };
}

/**
 * The package's own files, sorted: packages installed inside it are measured by themselves.
 *
 * @param {string} folder
 */
async function listFiles(folder) {
  const files = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true })) {
      const full = join(next, entry.name);
      if (entry.isFile()) files.push(relative(folder, full));
      else if (entry.isDirectory() && entry.name !== "node_modules") folders.push(full);
    }
  }
  return files.sort();
}

/**
 * @param {string} file
 * @param {AbortSignal} signal
 */
async function hashFile(file, signal) {
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(
    createReadStream(file),
    async (chunks) => {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    },
    { signal },
  );
  return { bytes, sha256: hash.digest("hex") };
}

/**
 * @param {{ license?: unknown, licenses?: unknown }} manifest
 * @returns {string}
 */
export function licenseOf(manifest) {
  const given = [manifest.license ?? manifest.licenses ?? []]
    .flat()
    .map(licenseName)
    .filter((name) => name !== "");
  if (given.length === 0) return "UNKNOWN";
  return given.length === 1 ? String(given[0]) : `(${given.join(" OR ")})`;
}

/**
 * A licence is a string, or, in old manifests, an object with its type.
 *
 * @param {unknown} license
 */
function licenseName(license) {
  if (typeof license === "string") return license;
  if (typeof license !== "object" || license === null || !("type" in license)) return "";
  return typeof license.type === "string" ? license.type : "";
}
