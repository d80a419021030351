// An example of a framework in a folder of its own, with the versions that its lockfile names and the package as built.
import { type ExecFileException, execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished, type TestContext } from "vitest";
import { distUrl } from "../run/once-per-run.js";

export const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..");
const EXAMPLES = join(ROOT, "examples", "integrations");
/** How npm says that nobody answers, or that its cache alone has not got it. */
const UNREACHABLE = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTCACHED|ERR_SOCKET_TIMEOUT/;

export type Framework = "fastify" | "nestjs";

/** The folder, compiled where it is TypeScript; it goes with the test. Skips it where the registry cannot be reached. */
export async function installedExample(name: Framework, skip: TestContext["skip"]): Promise<string> {
  await distUrl();
  const folder = mkdtempSync(join(tmpdir(), `lazyengine-${name}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(EXAMPLES, name), folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
  });
  const refusal = await install(folder);
  if (refusal !== undefined) {
    console.warn(`########## SKIPPED: the example with ${name}: the registry of npm cannot be reached`);
    skip(refusal);
  }
  // The package under its own name, where npm would lay it. All else is what the example itself names.
  symlinkSync(ROOT, join(folder, "node_modules", "lazyengine"));
  if (name === "nestjs") await run("npm", ["run", "build"], { cwd: folder });
  return folder;
}

/** What npm said where the registry cannot be reached; undefined where all is there. */
async function install(folder: string): Promise<string | undefined> {
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
  try {
    await run("npm", ["ci", ...flags], { cwd: folder, timeout: 120_000 });
    return undefined;
  } catch (error) {
    const { stderr = "" } = error as ExecFileException;
    if (!UNREACHABLE.test(stderr)) throw error;
    return stderr;
  }
}
