/**
 * How many tasks of its queues and concurrency keys an engine would hand out now, as they are set, and when that changes by itself.
 */
import { limitOfKey } from "../core/definition/concurrency-key.js";
import { tokensLent } from "../engine/queues/lent-tokens.js";
import { KEY_LIMIT } from "../engine/queues/permits.js";
import { pauseAt } from "../engine/queues/queue-table.js";
import { rateAt } from "../engine/queues/rate-usage.js";
import type { QueueRecord, QueueStore } from "../store/queue-store.js";
import type { SegmentStore } from "../store/segment-store.js";
import type { WaitingTask } from "./ready-tasks.js";

/** Who would hand out. */
export interface HandingOut {
  readonly queues: QueueStore;
  readonly segments: SegmentStore;
  /** The name of the process that serves. */
  readonly process: string;
  readonly now: number;
}

/** Of those that wait, in the order of offering: those that would be handed out. */
export async function withinLimits(
  waiting: readonly WaitingTask[],
  namespace: string,
  by: HandingOut,
): Promise<readonly WaitingTask[]> {
  const ofQueues = new Map<string, Room>();
  for (const record of await limited(by.queues)) {
    if (record.namespace === namespace) ofQueues.set(record.queue, await roomOf(record, by));
  }
  const ofKeys = await keyRooms(waiting, namespace, by);
  return waiting.filter(({ queue, kind, concurrencyKey }) => {
    const room = ofQueues.get(queue);
    if (room?.paused === true) return false;
    if (kind === "EVALUATE") return true;
    const needed = [room, ofKeys.get(concurrencyKey ?? "")].filter((one) => one !== undefined);
    // Who waits for one takes nothing of the other.
    if (needed.some(({ tasks }) => tasks <= 0)) return false;
    for (const one of needed) one.tasks -= 1;
    return true;
  });
}

/** By concurrency key: each has a limit, whether it was set or not. */
async function keyRooms(
  waiting: readonly WaitingTask[],
  namespace: string,
  by: HandingOut,
): Promise<ReadonlyMap<string, Room>> {
  const keys = new Set(waiting.flatMap(({ concurrencyKey }) => concurrencyKey ?? []));
  const rooms = [...keys].map(async (key) => {
    const record = await by.queues.read({ namespace, queue: limitOfKey(key) });
    const limit = record?.settings.concurrency?.limit ?? KEY_LIMIT;
    const used = record === undefined ? 0 : await permitsUsed(record, by);
    return [key, { paused: false, tasks: limit - used }] as const;
  });
  return new Map(await Promise.all(rooms));
}

/** What the process has borrowed and nobody holds it would hand out at once; what others have borrowed it cannot. */
async function permitsUsed({ namespace, lending }: QueueRecord, { segments, process }: HandingOut): Promise<number> {
  if (lending === undefined) return 0;
  const used = lending.blocks.map(async ({ lender, permits }) =>
    lender.startsWith(`${process}.`) ? (await tokensLent(segments, namespace, lender)).size : permits,
  );
  return (await Promise.all(used)).reduce((sum, permits) => sum + permits, lending.unlent);
}

/** The moments to come at which a queue hands out again by itself. */
export async function openingTimes(queues: QueueStore, now: number): Promise<readonly number[]> {
  const times = (await limited(queues)).flatMap((record) => [
    record.settings.pause?.until ?? 0,
    rateAt(record, now)?.nextTime ?? 0,
  ]);
  return times.filter((time) => time > now);
}

interface Room {
  readonly paused: boolean;
  tasks: number;
}

async function roomOf(record: QueueRecord, by: HandingOut): Promise<Room> {
  const { settings, lending } = record;
  const { concurrency, rate } = settings;
  const permits = lending?.counted === true ? (concurrency?.limit ?? 0) - (await permitsUsed(record, by)) : 0;
  const rated = (rate?.tasks ?? 0) - (rateAt(record, by.now)?.used ?? 0);
  const rooms = [...(concurrency === undefined ? [] : [permits]), ...(rate === undefined ? [] : [rated])];
  return { paused: pauseAt(record, by.now) !== undefined, tasks: Math.min(Number.POSITIVE_INFINITY, ...rooms) };
}

/** Lists leave out how much is used. */
async function limited(queues: QueueStore): Promise<readonly QueueRecord[]> {
  const records = await Promise.all((await queues.all()).map((key) => queues.read(key)));
  return records.filter((record) => record !== undefined);
}
