// The mongod that the machine's PATH offers.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type MongodBinary, probeBinary } from "./mongod-binary.js";
import { MongodError } from "./mongod-error.js";

/** The first mongod on PATH, by its absolute path. Throws MongodError when there is none, or it does not run. */
export async function installedBinary(env: NodeJS.ProcessEnv): Promise<MongodBinary> {
  const name = process.platform === "win32" ? "mongod.exe" : "mongod";
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const path = folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (path === undefined) throw new MongodError("no mongod in its folders");
  return probeBinary(path, "installed");
}
