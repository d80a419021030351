/**
 * Hunts a mutation: copies the sources, makes the edit, and runs worlds in the copy until one of them breaks.
 */
import { spawn } from "node:child_process";
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Mutation } from "./mutation.js";

const MUTANTS = ".cache/mutants";
const COPIED = ["src", "test/simulation", "test/core", "test/engine", "package.json", "tsconfig.json"];
/** A mutant that hangs is stopped, and counts as one that was not caught. */
const LIMIT_MS = 1_200_000;

/** What became of the worlds in which the engine was mutated. */
export interface Prey {
  /** The seed that showed it; absent where it survived. */
  readonly seed?: number;
  /** The promise that was broken; of one that was not caught, how it ended. */
  readonly told: string;
  readonly seconds: number;
}

/** Runs at most so many seeds, from 1 on. */
export async function hunt(mutation: Mutation, seeds: number): Promise<Prey> {
  const folder = resolve(MUTANTS, mutation.name);
  await copySources(folder);
  const file = join(folder, mutation.file);
  await writeFile(file, mutated(await readFile(file, "utf8"), mutation));
  const began = performance.now();
  const report = join(folder, "report.json");
  const output = await runWorlds(folder, report, seeds);
  const seconds = (performance.now() - began) / 1000;
  const found = await readFile(report, "utf8").catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
  if (found === undefined) return { told: `it did not run: ${output.slice(-2_000)}`, seconds };
  const { seed, broken } = JSON.parse(found) as { readonly seed?: number; readonly broken?: string };
  if (seed === undefined) return { told: `${seeds} seeds kept every promise`, seconds };
  return { seed, told: broken ?? "", seconds };
}

/** The text with the edit. Throws where there is not exactly one place for it. */
export function mutated(text: string, { name, find, replace }: Mutation): string {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`${name}: ${places} places for the edit`);
  return text.replace(find, () => replace);
}

async function copySources(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const path of COPIED) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(path, join(folder, path), { recursive: true });
  }
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "vitest.config.ts"), CONFIG);
}

const CONFIG = `import { defineConfig } from "vitest/config";
export default defineConfig({ test: { include: ["test/simulation/mutations/worlds.mutant.ts"], testTimeout: 0 } });
`;

function runWorlds(folder: string, report: string, seeds: number): Promise<string> {
  const child = spawn(process.execPath, [resolve("node_modules/vitest/vitest.mjs"), "run", "--root", folder], {
    cwd: folder,
    env: { ...process.env, MUTANT_REPORT: report, MUTANT_SEEDS: String(seeds), SEED: "", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  return new Promise((done) => {
    child.on("close", () => {
      clearTimeout(limit);
      done(output);
    });
  });
}
