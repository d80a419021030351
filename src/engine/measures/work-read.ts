/**
 * What waits in queues and what sessions hold, read by the store's indexes: never by going through flows. It is bounded: of
 * more than it reads, it says that there is more.
 */
import type { Segment } from "../../core/state/segment.js";
import type { SessionRecord } from "../../store/session-store.js";
import { copyOf } from "../commit/read-copies.js";
import type { Machinery } from "../machinery.js";
import { queueWaits } from "./queue-waits.js";
import { WorkTally } from "./work-tally.js";

/** Of both kinds: those in which something waits, shared among the queues, and those in which something is held. */
const SEGMENTS = 200;

export interface WorkRead {
  readonly tally: WorkTally;
  /** There is more than was read. */
  readonly more: boolean;
}

/** `queues`: as they are stored, those of items beside tasks included. */
export async function readWork(
  machinery: Machinery,
  namespace: string,
  queues: readonly string[],
  live: readonly SessionRecord[],
): Promise<WorkRead> {
  const { segments } = machinery.store;
  const names = live.map(({ session }) => session);
  const each = Math.max(1, Math.floor(SEGMENTS / queues.length));
  const [held, ...waiting] = await Promise.all([
    segments.heldByAny(namespace, names, SEGMENTS),
    ...queues.map((queue) => segments.heads(namespace, queue, each)),
  ]);
  const ids = new Set([...held, ...waiting.flat()].map(({ id }) => id));
  const tally = new WorkTally(live);
  for (const segment of await segmentsOf(machinery, [...ids])) tally.add(segment);
  tally.addConnected(queueWaits(machinery).filter((wait) => wait.namespace === namespace));
  return { tally, more: held.length === SEGMENTS || waiting.some((heads) => heads.length === each) };
}

/** As they are stored; one that is gone meanwhile is left out. */
export async function segmentsOf(
  { store, definitions }: Machinery,
  ids: readonly string[],
): Promise<readonly Segment[]> {
  const records = (await store.segments.read(ids)).filter((record) => record !== undefined);
  // Each may be of a definition that is not at hand.
  const copies = await Promise.all(records.map((record) => copyOf(definitions, record)));
  return copies.map(({ segment }) => segment);
}
