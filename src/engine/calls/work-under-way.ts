/**
 * What waits in the queues of a namespace and what its sessions hold, found by the store's indexes: never by going through
 * flows. It is bounded: of more than it reads, it says that there is more.
 */
import type { Segment } from "../../core/state/segment.js";
import { checkNamespaceAlone } from "../checks/index.js";
import { copyOf } from "../commit/read-copies.js";
import type { Machinery } from "../machinery.js";
import { queueWaits } from "../measures/queue-waits.js";
import { WorkTally } from "../measures/work-tally.js";
import type { WorkRequest, WorkUnderWay } from "../work-under-way.js";

const QUEUES = 100;
const SESSIONS = 500;
/** Of both kinds: those in which something waits, shared among the queues, and those in which something is held. */
const SEGMENTS = 200;

export async function workUnderWay(machinery: Machinery, request: WorkRequest): Promise<WorkUnderWay> {
  const { namespace } = checkNamespaceAlone(request);
  const { segments, sessions } = machinery.store;
  const [queues, live] = await Promise.all([
    segments.waitingQueues(namespace, QUEUES),
    sessions.live(namespace, SESSIONS),
  ]);
  const names = live.map(({ session }) => session);
  const each = Math.max(1, Math.floor(SEGMENTS / queues.length));
  const [held, ...waiting] = await Promise.all([
    segments.heldByAny(namespace, names, SEGMENTS),
    ...queues.map((queue) => segments.heads(namespace, queue, each)),
  ]);
  const full = [queues.length === QUEUES, live.length === SESSIONS, held.length === SEGMENTS];
  const ids = new Set([...held, ...waiting.flat()].map(({ id }) => id));
  const tally = new WorkTally(live);
  for (const segment of await segmentsOf(machinery, [...ids])) tally.add(segment);
  tally.addConnected(queueWaits(machinery).filter((wait) => wait.namespace === namespace));
  const more = full.includes(true) || waiting.some((heads) => heads.length === each);
  return { time: machinery.clock.now(), ...tally.result(), more };
}

/** As they are stored; one that is gone meanwhile is left out. */
async function segmentsOf({ store, definitions }: Machinery, ids: readonly string[]): Promise<readonly Segment[]> {
  const segments: Segment[] = [];
  for (const record of await store.segments.read(ids)) {
    if (record !== undefined) segments.push((await copyOf(definitions, record)).segment);
  }
  return segments;
}
