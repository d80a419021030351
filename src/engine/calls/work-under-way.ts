/**
 * What waits in the queues of a namespace and what its sessions hold.
 */
import { checkNamespaceAlone } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import type { Machinery } from "../machinery.js";
import { readWork } from "../measures/work-read.js";
import { rateAt } from "../queues/rate-usage.js";
import { queueSetting } from "../views/queue-value.js";
import type { QueueWork, RateUse, WorkRequest, WorkUnderWay } from "../work-under-way.js";
import { listInTurn } from "./list-in-turn.js";

const QUEUES = 100;
const SESSIONS = 500;

/** Throws OVERLOADED where too many lists are made already. */
export async function workUnderWay(
  machinery: Machinery,
  request: WorkRequest,
  call: CallContext = {},
): Promise<WorkUnderWay> {
  const { namespace } = checkNamespaceAlone(request);
  return listInTurn(machinery, namespace, call, () => workIn(machinery, namespace));
}

async function workIn(machinery: Machinery, namespace: string): Promise<WorkUnderWay> {
  const { segments, sessions } = machinery.store;
  const [waiting, live] = await Promise.all([
    segments.waitingQueues(namespace, QUEUES),
    sessions.live(namespace, SESSIONS),
  ]);
  const { tally, more } = await readWork(machinery, namespace, waiting, live);
  const time = machinery.clock.now();
  // A queue that is held back is shown though nothing waits there yet.
  for (const record of machinery.queues.inNamespace(namespace)) {
    if (queueSetting(record, time).paused) tally.addQueue(record.queue);
  }
  const result = tally.result();
  const uses = await rateUses(machinery, namespace, result.queues, time);
  const queues = result.queues.map((work) => {
    const record = machinery.queues.of({ namespace, queue: work.queue });
    return { ...work, ...queueSetting(record, time), ...uses.get(work.queue) };
  });
  const isFull = waiting.length === QUEUES || live.length === SESSIONS;
  return { time, queues, sessions: result.sessions, more: more || isFull };
}

/** By queue; of those that have a rate. */
async function rateUses(
  { queues, store }: Machinery,
  namespace: string,
  work: readonly QueueWork[],
  time: number,
): Promise<ReadonlyMap<string, RateUse>> {
  const rated = [...new Set(work.map(({ queue }) => queue))].filter(
    (queue) => queues.of({ namespace, queue })?.settings.rate !== undefined,
  );
  const uses = rated.map(async (queue): Promise<[string, RateUse]> => {
    const record = await store.queues.read({ namespace, queue });
    const rate = record && rateAt(record, time);
    if (rate === undefined) return [queue, {}];
    return [queue, { rateUsed: rate.used, ...(rate.nextTime !== undefined && { rateNextTime: rate.nextTime }) }];
  });
  return new Map(await Promise.all(uses));
}
