/**
 * What a mongod has been asked and what it has written, by its own counters.
 */
import { MongoClient } from "mongodb";

/** Not the work of a server: these counters' own reading, and the driver's watch on the deployment. */
const NOT_COUNTED = new Set(["serverStatus", "hello", "isMaster", "ping"]);

/** While `act` runs: commands by name, and syncs of the journal. The mongod has no other clients. */
export async function mongodCounts(uri, act) {
  const client = new MongoClient(uri);
  try {
    const before = await countsOf(client);
    const result = await act();
    const after = await countsOf(client);
    const byName = {};
    for (const [name, total] of Object.entries(after.commands)) {
      const count = total - (before.commands[name] ?? 0);
      if (count > 0 && !NOT_COUNTED.has(name)) byName[name] = count;
    }
    const commands = Object.values(byName).reduce((sum, count) => sum + count, 0);
    return { result, commands, byName, syncs: after.syncs - before.syncs };
  } finally {
    await client.close();
  }
}

async function countsOf(client) {
  const { metrics, wiredTiger } = await client.db("admin").command({ serverStatus: 1 });
  const counted = Object.entries(metrics.commands).filter(([, value]) => value?.total !== undefined);
  const commands = Object.fromEntries(counted.map(([name, { total }]) => [name, Number(total)]));
  return { commands, syncs: Number(wiredTiger.log["log sync operations"]) };
}
