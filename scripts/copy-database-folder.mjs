/**
 * Copies the data folder of a mongod that serves, as it is at one moment: writes wait meanwhile. Runs on mongod's machine, as a user
 * who may read the folder. What was acknowledged before it began is in the copy where the mongod is the primary.
 * Usage: ADMIN_MONGODB=URI node scripts/copy-database-folder.mjs TARGET
 *   ADMIN_MONGODB   connection string of that one mongod, of somebody who may lock it (the roles hostManager and clusterMonitor)
 *   TARGET          a folder that does not exist, or is empty
 */
import { constants } from "node:fs";
import { cp, mkdir, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { MongoClient } from "mongodb";

const { ADMIN_MONGODB: uri } = process.env;
const [target] = process.argv.slice(2);
/** Of the process that runs on the folder, not of its data; and journals that are made ahead, a hundred empty megabytes each. */
const NOT_COPIED = /^(?:mongod\.lock|diagnostic\.data|WiredTigerPreplog\..*)$/;

if (!uri || target === undefined) {
  console.error("error: ADMIN_MONGODB must be set in the environment, and TARGET given");
  process.exit(2);
}
// Until it is unlocked nothing is written: a signal ends it between the copy and the end, not before.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
const client = new MongoClient(uri, { directConnection: true, serverSelectionTimeoutMS: 10_000 });
try {
  await mkdir(target, { recursive: true });
  if ((await readdir(target)).length > 0) throw new Error(`${target} is not empty`);
  const admin = client.db("admin");
  const folder = await folderOf(admin);
  const begin = performance.now();
  await admin.command({ fsync: 1, lock: true });
  try {
    // Where the file system can, blocks are shared and nothing is copied.
    const mode = constants.COPYFILE_FICLONE;
    await cp(folder, target, { recursive: true, mode, filter: (path) => !NOT_COPIED.test(basename(path)) });
  } finally {
    await admin.command({ fsyncUnlock: 1 });
  }
  const locked = Math.round(performance.now() - begin);
  console.log(`copied ${folder} to ${target}: ${await bytesIn(target)} bytes; writes waited for ${locked} ms`);
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
} finally {
  await client.close();
}

async function folderOf(admin) {
  const { parsed } = await admin.command({ getCmdLineOpts: 1 });
  return parsed.storage?.dbPath ?? "/data/db";
}

async function bytesIn(folder) {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
