/**
 * Nothing stays beyond its age that nobody needs: once all flows are deleted and everybody has left, the database is
 * empty.
 */
import { insist } from "../actors/caller.js";
import type { Executor } from "../actors/executor.js";
import type { SimulatedFlow } from "../workload.js";
import type { Database } from "../world/database.js";
import { COPIES_COME_WITHIN_MS } from "../world/faults.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import type { Histories } from "./histories.js";

const DAY_MS = 86_400_000;
/** The oldest age by which anything is kept, and then some. */
const AGE_MS = 8 * DAY_MS;
/** Garbage is looked for several times in it. */
const COLLECTED_WITHIN_MS = 40 * 60_000;
/** How often it is looked whether all is gone. */
const LOOK_MS = 2 * 60_000;

export async function expectNoOrphans(
  world: World,
  { store }: Database,
  service: Service,
  executors: readonly Executor[],
  flows: readonly SimulatedFlow[],
  { definitionDigests: digests, deletions }: Histories,
): Promise<void> {
  // What comes after the deletion is not left over.
  await world.run(world.now + COPIES_COME_WITHIN_MS);
  for (const executor of executors) executor.leave();
  let deleted = 0;
  for (const { flowId } of flows) {
    deletions.add(flowId);
    world.start(
      flowId,
      insist(world, service, (engine) => engine.deleteFlow({ flowId, allowMissing: true })).then(() => {
        deleted += 1;
      }),
    );
  }
  await world.run(world.now + 60_000, () => deleted === flows.length);
  await world.run(world.now + 60_000);
  world.databaseOffset += AGE_MS;
  const until = world.now + COLLECTED_WITHIN_MS;
  let left = await leftOver(store, executors, digests);
  while (left.length > 0 && world.now < until) {
    await world.run(world.now + LOOK_MS);
    left = await leftOver(store, executors, digests);
  }
  for (const what of left) world.breaks(`${what} are left over`);
}

async function leftOver(
  store: Database["store"],
  executors: readonly Executor[],
  digests: ReadonlySet<string>,
): Promise<readonly string[]> {
  const sessions = await store.sessions.read(
    executors.map(({ setting }) => ({ namespace: "default", session: setting.sessionId })),
  );
  const definitions = await Promise.all([...digests].map((digest) => store.definitions.get("default", digest)));
  const { dead } = await store.sessions.processes();
  const left = {
    segments: (await store.segments.partedRuns(0, undefined, 10)).length,
    flows: (await store.segments.list({ namespace: "default" }, undefined, 10)).length,
    payloads: (await store.payloads.old(0, undefined, 10)).length,
    // Those that a caller has put stay.
    definitions: definitions.filter((one) => one !== undefined && one.putTime === undefined).length,
    sessions: sessions.filter((session) => session !== undefined).length,
    "leases of dead processes": dead.length,
  };
  return Object.entries(left).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
}
