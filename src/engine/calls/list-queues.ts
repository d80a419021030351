/**
 * ListQueues: the queues of a namespace by name, how they are set, what waits on them and who takes from them.
 */
import { isKeyLimit } from "../../core/definition/concurrency-key.js";
import { callersQueue } from "../../core/definition/evaluation.js";
import { isFlowQueue } from "../../core/definition/nested-flow.js";
import type { SessionRecord } from "../../store/session-store.js";
import { checkListQueues } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import type { Machinery } from "../machinery.js";
import { readWork } from "../measures/work-read.js";
import type { ListQueuesRequest, ListQueuesResponse, Queue } from "../queue-requests.js";
import { recordNow } from "../queues/record-now.js";
import { pageToken, parsePageToken } from "../views/page-token.js";
import { queueValue } from "../views/queue-value.js";
import type { QueueWork } from "../work-under-way.js";
import { listInTurn } from "./list-in-turn.js";

/** The most that is looked for; of more, the answer says so. */
const WAITING = 1_000;
const SESSIONS = 1_000;
const WORKERS_NAMED = 100;

/** Throws OVERLOADED where too many lists are made already. */
export async function listQueues(
  machinery: Machinery,
  request: ListQueuesRequest,
  call: CallContext = {},
): Promise<ListQueuesResponse> {
  const checked = checkListQueues(request);
  return listInTurn(machinery, checked.namespace, call, () => listed(machinery, checked));
}

async function listed(machinery: Machinery, checked: ReturnType<typeof checkListQueues>): Promise<ListQueuesResponse> {
  const { namespace, queues: asked = [], pageSize, pageToken: token } = checked;
  const { segments, sessions } = machinery.store;
  const [waiting, live] = await Promise.all([
    segments.waitingQueues(namespace, WAITING),
    sessions.live(namespace, SESSIONS),
  ]);
  const after = token === undefined || token === "" ? "" : String(parsePageToken(token, ["string"])[0]);
  const known = asked.length > 0 ? asked : knownQueues(machinery, namespace, waiting, live);
  const left = [...new Set(known)].filter((name) => name > after).sort(byName);
  const names = left.slice(0, pageSize);
  const onPage = new Set(names);
  const read = waiting.filter((queue) => onPage.has(callersQueue(queue)) && !isFlowQueue(queue));
  const { tally, more } = await readWork(machinery, namespace, read, live);
  const work = tally.result().queues;
  const takers = takersOf(live, onPage);
  const records = await Promise.all(names.map((queue) => recordNow(machinery, { namespace, queue })));
  const time = machinery.clock.now();
  return {
    queues: names.map((queue, index) => ({
      ...queueValue({ namespace, queue }, records[index], time),
      work: work.filter((one) => one.queue === queue).map(workValue),
      ...takenBy(takers.get(queue) ?? []),
    })),
    nextPageToken: left.length > names.length ? pageToken([names.at(-1) ?? ""]) : "",
    truncated: more || waiting.length === WAITING || live.length === SESSIONS,
  };
}

/** Those that were set, those on which something waits, and those that sessions take from. */
function knownQueues(
  machinery: Machinery,
  namespace: string,
  waiting: readonly string[],
  live: readonly SessionRecord[],
): readonly string[] {
  return [
    ...machinery.queues.inNamespace(namespace).flatMap(({ queue }) => (isKeyLimit(queue) ? [] : queue)),
    ...waiting.filter((queue) => !isFlowQueue(queue)).map(callersQueue),
    ...live.flatMap(({ queues }) => queues),
  ];
}

/** The sessions that take from each of the queues. */
function takersOf(live: readonly SessionRecord[], queues: ReadonlySet<string>): ReadonlyMap<string, SessionRecord[]> {
  const taking = new Map<string, SessionRecord[]>([...queues].map((queue) => [queue, []]));
  for (const session of live) for (const queue of new Set(session.queues)) taking.get(queue)?.push(session);
  return taking;
}

function takenBy(sessions: readonly SessionRecord[]): Pick<Queue, "sessions" | "workerIds"> {
  const workers = new Set(sessions.map(({ worker }) => worker).filter((worker) => worker !== ""));
  return { sessions: sessions.length, workerIds: [...workers].sort(byName).slice(0, WORKERS_NAMED) };
}

function workValue({ queue: _queue, sessions: _sessions, ...work }: QueueWork): Queue["work"][number] {
  return work;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
