/**
 * The packages as they are published, each made once for a test file, and empty folders to install them into.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { distUrl } from "../run/once-per-run.js";
import { type DevServer, startDev } from "./dev-server.js";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const LIMITS = { timeout: 240_000, maxBuffer: 16 * 1024 * 1024 };

/** The folder of a release, where its packages are what is tested. */
export const RELEASE = process.env["LAZYENGINE_RELEASE"] && resolve(process.env["LAZYENGINE_RELEASE"]);

export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What it writes. Rejects with that where it fails. */
export function output(command: string, args: readonly string[], options: RunOptions) {
  return promisify(execFile)(command, args, { ...LIMITS, ...options });
}

/** What it writes to stdout. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  return (await output(command, args, options)).stdout;
}

/** Gone when the test is over. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lazyengine-package-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface NpmTarball {
  readonly path: string;
  /** From the root of the package. */
  readonly files: readonly string[];
}

/** That of the release, else one of dist/ as it is. */
export async function npmTarball(folder: string): Promise<string> {
  if (RELEASE) return onlyFile(join(RELEASE, "npm"), ".tgz");
  await distUrl();
  await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: ROOT });
  return onlyFile(folder, ".tgz");
}

/** The one file of a folder that ends so. */
export async function onlyFile(folder: string, ending: string): Promise<string> {
  const found = (await readdir(folder)).filter((name) => name.endsWith(ending));
  const [name] = found;
  if (name === undefined || found.length > 1) throw new Error(`${folder} has ${found.length} files ${ending}`);
  return join(folder, name);
}

/** The checkout's own, with what the tests of Python need. */
export const PYTHON = join(ROOT, ".venv/bin/python");

/** A server on the memory store, for a test in a language that has none of its own. */
export async function memoryServer(): Promise<DevServer> {
  await distUrl();
  const dev = [join(ROOT, "dist/bin/lazyengine.js"), "dev", "--store", "memory", "--port", "0", "--http-port", "0"];
  const server = await startDev(process.execPath, dev, { cwd: tmpdir() });
  onTestFinished(() => server.stop());
  return server;
}
