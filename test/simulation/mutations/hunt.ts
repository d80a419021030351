/**
 * Hunts mutations: the sources are compiled once; for each mutation the one file is edited and compiled into a copy, in
 * which worlds run until one of them breaks.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Mutation, WorldKind } from "./mutation.js";

const FOLDER = ".cache/mutants";
const PROGRAM = "test/simulation/mutations/mutant-worlds";
const TSC = "node_modules/typescript/bin/tsc";
/** A mutant that hangs is stopped, and counts as one that was not caught. */
const LIMIT_MS = 1_200_000;

const run = promisify(execFile);

/** What became of the worlds in which the engine was mutated. */
export interface Prey {
  /** The seed that showed it; absent where it survived. */
  readonly seed?: number;
  /** The promise that was broken; of one that was not caught, how it ended. */
  readonly told: string;
  readonly seconds: number;
}

/** Compiles the sources as they are: the folder from which mutants are made. */
export async function compileSources(): Promise<string> {
  const folder = resolve(FOLDER, "unchanged");
  await rm(resolve(FOLDER), { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const config = join(folder, "tsconfig.json");
  const compilerOptions = { noEmit: false, noCheck: true, rootDir: resolve("."), outDir: folder };
  const files = [resolve(`${PROGRAM}.ts`)];
  await writeFile(config, JSON.stringify({ extends: resolve("tsconfig.json"), compilerOptions, files, include: [] }));
  await compile(["-p", config]);
  return folder;
}

/** Runs at most so many seeds, from 1 on. `sources`: what `compileSources` made. */
export async function hunt(sources: string, mutation: Mutation, seeds: number): Promise<Prey> {
  const folder = resolve(FOLDER, mutation.name);
  await cp(sources, folder, { recursive: true });
  const edited = join(folder, "edited", mutation.file);
  await mkdir(dirname(edited), { recursive: true });
  await writeFile(edited, mutated(await readFile(mutation.file, "utf8"), mutation));
  const options = ["--ignoreConfig", "--noCheck", "--noResolve", "--target", "es2023", "--module", "nodenext"];
  await compile([...options, "--outDir", dirname(join(folder, mutation.file)), edited]);
  const began = performance.now();
  const { worlds = "plain" } = mutation;
  const prey = await runWorlds(folder, worlds, 1, seeds);
  const seconds = (performance.now() - began) / 1000;
  await rm(folder, { recursive: true, force: true });
  // A seed that breaks by itself has noticed nothing.
  const itself = prey.seed === undefined ? undefined : await runWorlds(sources, worlds, prey.seed, prey.seed);
  if (itself?.seed !== undefined) return { told: `seed ${itself.seed} breaks by itself: ${itself.told}`, seconds };
  return { ...prey, seconds };
}

/** The text with the edit. Throws where there is not exactly one place for it. */
export function mutated(text: string, { name, find, replace }: Mutation): string {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`${name}: ${places} places for the edit`);
  return text.replace(find, () => replace);
}

async function compile(parameters: readonly string[]): Promise<void> {
  try {
    await run(process.execPath, [TSC, ...parameters]);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${(error as { readonly stdout?: string }).stdout}`, { cause: error });
  }
}

async function runWorlds(
  folder: string,
  worlds: WorldKind,
  first: number,
  last: number,
): Promise<Omit<Prey, "seconds">> {
  try {
    const parameters = [join(folder, `${PROGRAM}.js`), String(first), String(last), worlds];
    const { stdout } = await run(process.execPath, parameters, { timeout: LIMIT_MS, killSignal: "SIGKILL" });
    const { seed, broken = "" } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    return seed === undefined ? { told: `seeds ${first} to ${last} kept every promise` } : { seed, told: broken };
  } catch (error) {
    return { told: `it did not run: ${(error as Error).message.slice(0, 2_000)}` };
  }
}
