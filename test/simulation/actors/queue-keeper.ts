/**
 * Somebody who limits queues, pauses and resumes them while flows run, and somebody who sets rates and limits of keys.
 */
import type { UpdateQueueRequest } from "../../../src/engine/queue-requests.js";
import { GRAPH_QUEUES } from "../../core/random-graph.js";
import { CONCURRENCY_KEYS } from "../keyed-flows.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { insist } from "./caller.js";

/** Long enough, some of them, that nobody may have missed it. */
const BETWEEN_MS = 45_000;
const MOST = 4;

/** `andKeys`: the limits of concurrency keys, and rates, too. */
export function startQueueKeepers(world: World, service: Service, andKeys: boolean): void {
  world.start("queues", keepQueues(world, service));
  if (andKeys) world.start("keys", keepKeysAndRates(world, service));
}

/** In the end none is paused; the limits stay. */
async function keepQueues(world: World, service: Service): Promise<void> {
  for (const queue of GRAPH_QUEUES) if (world.random.chance(0.7)) await update(world, service, limited(world, queue));
  while (world.faults.on) {
    await world.wait(BETWEEN_MS * world.random.next() ** 2);
    if (world.faults.on) await update(world, service, randomUpdate(world, world.random.pick(GRAPH_QUEUES)));
  }
  for (const queue of GRAPH_QUEUES) await update(world, service, { queue, paused: false });
}

/** Rates and limits stay in the end. */
async function keepKeysAndRates(world: World, service: Service): Promise<void> {
  for (const queue of GRAPH_QUEUES) if (world.random.chance(0.4)) await update(world, service, rated(world, queue));
  while (world.faults.on) {
    await world.wait(BETWEEN_MS * world.random.next() ** 2);
    if (!world.faults.on) return;
    if (world.random.chance(0.5)) await limitKey(world, service);
    else await update(world, service, rated(world, world.random.pick(GRAPH_QUEUES)));
  }
}

/** In a third of all cases none. */
function rated(world: World, queue: string): UpdateQueueRequest {
  const tasks = world.random.below(3) * (1 + world.random.below(4));
  return { queue, rateLimit: { tasks, periodMs: 1_000 * (1 + world.random.below(10)) } };
}

async function limitKey(world: World, service: Service): Promise<void> {
  const request = {
    key: world.random.pick(CONCURRENCY_KEYS),
    limit: 1 + world.random.below(3),
    requestId: `key-${world.uniqueName()}`,
  };
  world.note("oper", JSON.stringify(request));
  const verdict = await insist(world, service, (engine) => engine.updateConcurrencyKey(request));
  if (verdict !== undefined && "refused" in verdict) {
    world.breaks(`key ${request.key}: ${request.requestId} was refused: ${String(verdict.refused)}`);
  }
}

function randomUpdate(world: World, queue: string): UpdateQueueRequest {
  const fate = world.random.next();
  if (fate < 0.45) return limited(world, queue);
  if (fate < 0.6) return { queue, concurrencyLimit: 0 };
  if (fate < 0.7) return { queue, paused: true };
  if (fate > 0.85) return { queue, paused: false };
  return { queue, paused: true, pauseEndTime: world.databaseTime() + world.random.below(20_000) };
}

function limited(world: World, queue: string): UpdateQueueRequest {
  return { queue, concurrencyLimit: 1 + world.random.below(MOST) };
}

/** Named, so that a copy which comes late changes nothing. */
async function update(world: World, service: Service, request: UpdateQueueRequest): Promise<void> {
  const requestId = `queue-${world.uniqueName()}`;
  world.note("oper", `${JSON.stringify(request)} as ${requestId}`);
  const verdict = await insist(world, service, (engine) => engine.updateQueue({ ...request, requestId }));
  // It may have got through only when its pause would have been over.
  const isLate = (request.pauseEndTime ?? Number.POSITIVE_INFINITY) <= world.databaseTime();
  if (verdict !== undefined && "refused" in verdict && !isLate) {
    world.breaks(`${request.queue}: ${requestId} was refused: ${String(verdict.refused)}`);
  }
}
