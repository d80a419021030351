// A mongod for one run of tests, a benchmark or a demonstration: it and its data are gone when this process is.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDataDir } from "./data-dir.js";
import { launchMongod } from "./launch-mongod.js";
import { freePort } from "./mongod-admin.js";
import type { MongodBinary } from "./mongod-binary.js";
import { MongodError } from "./mongod-error.js";
import { resolveMongod } from "./resolve-mongod.js";
import { type RunningMongod, running } from "./start-mongod.js";

const TRIES = 3;

/**
 * Starts a mongod on a new folder under the system's temporary one. `stop()` removes both; so does the end of this
 * process in any way, SIGKILL included. POSIX systems only. Throws MongodError.
 */
export async function startThrowawayMongod(
  options: { readonly binary?: () => Promise<MongodBinary> } = {},
): Promise<RunningMongod> {
  const { path: binary } = await (options.binary ?? resolveMongod)();
  const dataDir = await openDataDir(await mkdtemp(join(tmpdir(), "lazyengine-")));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = await freePort();
    const launch = await launchMongod({ binary, dataDir, port, cacheSizeGb: 0.5, bound: true });
    if (launch.kind !== "up") continue; // somebody took the port between asking and using it
    const stop = async (): Promise<void> => {
      launch.process.kill();
      await launch.process.exited;
    };
    const about = { pid: launch.pid, port, attached: false, logPath: dataDir.logPath };
    return running({ ...about, release: async () => undefined, end: stop });
  }
  throw new MongodError(`${TRIES} free ports in a row were taken by others before mongod could use them`);
}
