/**
 * The installed packages and what each of them really resolves to, read from the lock that npm keeps in the installed
 * tree itself.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * @typedef {object} InstalledPackage
 * @property {string} path Where it lies in the tree: "node_modules/a" or "node_modules/a/node_modules/b".
 * @property {string} name
 * @property {string} version
 * @property {string} license As its lock entry says; "" where it says nothing.
 * @property {readonly string[]} dependencies The paths of the installed packages that it depends on.
 */

/**
 * @typedef {object} LockEntry
 * @property {string} [name] Set where the package is installed under another name.
 * @property {string} [version]
 * @property {string} [license]
 * @property {boolean} [link]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/**
 * Every package that is installed below `root`, in the order of the lock.
 *
 * @param {string} root The folder that holds node_modules.
 * @returns {Promise<InstalledPackage[]>}
 */
export async function readInstalledPackages(root) {
  const file = join(root, "node_modules", ".package-lock.json");
  const lock = JSON.parse(await readFile(file, "utf8"));
  if (typeof lock.packages !== "object" || lock.packages === null) {
    throw new Error(`${file} has no "packages": it was written by an npm older than 7`);
  }
  return installedPackages(lock.packages);
}

/**
 * @param {Readonly<Record<string, LockEntry>>} entries The lock's `packages`, by path.
 * @returns {InstalledPackage[]}
 */
export function installedPackages(entries) {
  const packages = Object.entries(entries).filter(([path, entry]) => path !== "" && entry.link !== true);
  const paths = new Set(packages.map(([path]) => path));
  return packages.map(([path, entry]) => ({
    path,
    name: entry.name ?? nameFromPath(path),
    version: entry.version ?? "",
    license: entry.license ?? "",
    dependencies: dependencyPaths(path, entry, paths),
  }));
}

/**
 * Optional and peer dependencies count where they are installed; what is not installed is nobody's dependency here.
 *
 * @param {string} path
 * @param {LockEntry} entry
 * @param {ReadonlySet<string>} paths
 */
function dependencyPaths(path, entry, paths) {
  const names = new Set([entry.dependencies, entry.optionalDependencies, entry.peerDependencies].flatMap(namesOf));
  const found = [...names].map((name) => resolve(path, name, paths)).filter((to) => to !== undefined && to !== path);
  return /** @type {string[]} */ ([...new Set(found)]);
}

/** @param {Record<string, string> | undefined} dependencies */
function namesOf(dependencies) {
  return Object.keys(dependencies ?? {});
}

/**
 * As Node resolves it: in the package's own node_modules, then in that of each package around it.
 *
 * @param {string} from
 * @param {string} name
 * @param {ReadonlySet<string>} paths
 * @returns {string | undefined}
 */
function resolve(from, name, paths) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const candidate = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (paths.has(candidate)) return candidate;
    if (folder === "") return undefined;
  }
}

/** @param {string} path */
function nameFromPath(path) {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}
