// The examples of frameworks, with the versions that their lockfiles name, installed and run against a real server.
import { type ExecFileException, execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { startRealServer } from "../client/real-server.js";
import { distUrl } from "../run/once-per-run.js";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..");
const EXAMPLES = join(ROOT, "examples", "integrations");
/** How npm says that nobody answers, or that its cache alone has not got it. */
const UNREACHABLE = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTCACHED|ERR_SOCKET_TIMEOUT/;

test.for([
  { name: "fastify", program: "try.mjs", compiled: false },
  { name: "nestjs", program: "dist/app.js", compiled: true },
])("the example with $name prints what it says", async ({ name, program, compiled }, { skip }) => {
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
  // The package under its own name, where npm would lay it; and the types of Node.js, as a project has them.
  symlinkSync(ROOT, join(folder, "node_modules", "lazyengine"));
  if (compiled) {
    if (!existsSync(join(folder, "node_modules", "@types"))) {
      symlinkSync(join(ROOT, "node_modules", "@types"), join(folder, "node_modules", "@types"));
    }
    await run(join(ROOT, "node_modules", ".bin", "tsc"), ["-p", folder]);
  }
  const server = await startRealServer();
  const { stdout } = await run(process.execPath, [join(folder, program)], {
    env: { ...process.env, LAZYENGINE_ADDRESS: server.address },
    timeout: 60_000,
  });
  const source = readFileSync(join(folder, compiled ? "app.ts" : program), "utf8");
  const said = [...source.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
  expect(said).not.toEqual([]);
  expect(stdout.trim().split("\n")).toEqual(said);
});

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
