// The orderly end of a mongod on a data folder, whoever started it.
import { setTimeout as delay } from "node:timers/promises";
import { type DataDir, findOccupant } from "./data-dir.js";
import { shutDownMongod } from "./mongod-admin.js";
import { MongodError } from "./mongod-error.js";
import { readPidFile, removePidFile } from "./pid-file.js";

const STOP_LIMIT_MS = 20_000;
const POLL_MS = 20;

/** Returns when the mongod has ended and the folder is free. Throws MongodError when it has not within 20 s. */
export async function stopMongod(dataDir: DataDir, pid: number): Promise<void> {
  const deadline = performance.now() + STOP_LIMIT_MS;
  const first = await findOccupant(dataDir);
  if (first.kind === "serving" && first.pid === pid) await shutDownMongod(first.port);
  for (;;) {
    const occupant = await findOccupant(dataDir);
    if (occupant.kind === "none" || occupant.pid !== pid) break;
    if (performance.now() > deadline) throw new MongodError(`mongod ${pid} did not end within 20 s`);
    await delay(POLL_MS);
  }
  // Another may have started one here meanwhile, which the file names then.
  const recorded = await readPidFile(dataDir.path);
  if (recorded === undefined || recorded.pid === pid) await removePidFile(dataDir.path);
}
