/**
 * How many tasks of its queues an engine would hand out now, as they are set, and when that changes by itself.
 */
import { permitsOut } from "../engine/queues/lender.js";
import { pauseAt } from "../engine/queues/queue-table.js";
import { rateAt } from "../engine/queues/rate-usage.js";
import type { QueueRecord, QueueStore } from "../store/queue-store.js";
import type { WaitingTask } from "./ready-tasks.js";

/** Of those that wait, in the order of offering: those that would be handed out. */
export async function withinLimits(
  waiting: readonly WaitingTask[],
  queues: QueueStore,
  namespace: string,
  now: number,
): Promise<readonly WaitingTask[]> {
  const left = new Map<string, Room>();
  for (const record of await limited(queues)) {
    if (record.namespace === namespace) left.set(record.queue, roomOf(record, now));
  }
  return waiting.filter(({ queue, kind }) => {
    const room = left.get(queue);
    if (room === undefined) return true;
    if (room.paused) return false;
    if (kind === "EVALUATE") return true;
    room.tasks -= 1;
    return room.tasks >= 0;
  });
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

function roomOf(record: QueueRecord, now: number): Room {
  const { settings, lending } = record;
  const { concurrency, rate } = settings;
  const permits = lending?.counted === true ? (concurrency?.limit ?? 0) - permitsOut(lending) : 0;
  const rated = (rate?.tasks ?? 0) - (rateAt(record, now)?.used ?? 0);
  const rooms = [...(concurrency === undefined ? [] : [permits]), ...(rate === undefined ? [] : [rated])];
  return { paused: pauseAt(record, now) !== undefined, tasks: Math.min(Number.POSITIVE_INFINITY, ...rooms) };
}

/** Lists leave out how much is used. */
async function limited(queues: QueueStore): Promise<readonly QueueRecord[]> {
  const records = await Promise.all((await queues.all()).map((key) => queues.read(key)));
  return records.filter((record) => record !== undefined);
}
