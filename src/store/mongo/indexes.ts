/**
 * Every index, with the query it serves. Those of segments hold an entry only while there is something to find: a
 * completion that hands its successor over changes none of them.
 */
import type { Db, IndexDescription } from "mongodb";
import {
  DEFINITION_CHUNKS,
  DEFINITIONS,
  META,
  PAYLOADS,
  PROCESSES,
  QUEUES,
  RETENTION,
  SCHEDULES,
  SEGMENTS,
  SESSIONS,
} from "./collections.js";

/** Named where a query gives them as a hint. */
export const HEADS_INDEX = "heads";
export const DUE_INDEX = "due";
export const HOLDERS_INDEX = "holders";
export const LENDERS_INDEX = "lenders";
export const PAYLOAD_AGE_INDEX = "id_age";

export const INDEXES: Readonly<Record<string, readonly IndexDescription[]>> = {
  [SEGMENTS]: [
    // Dispatch: the best waiting heads of a queue, in the index's own order.
    {
      name: HEADS_INDEX,
      key: { namespace: 1, "heads.queue": 1, "heads.priority": -1, "heads.time": 1 },
      partialFilterExpression: { heads: { $exists: true } },
    },
    // The sweep: timers that are due, earliest first, passing over those of some namespaces.
    {
      name: DUE_INDEX,
      key: { wake_time: 1, namespace: 1 },
      partialFilterExpression: { wake_time: { $exists: true } },
    },
    // Reconciling: what a session holds; and all that is held.
    { name: HOLDERS_INDEX, key: { holders: 1 }, sparse: true },
    // Counting what is really held under the permits of one lender.
    { name: LENDERS_INDEX, key: { lenders: 1 }, sparse: true },
    // Collecting what a run that was cut off, or a deletion, left of a large flow.
    { name: "parted", key: { segment: 1, _id: 1 }, partialFilterExpression: { segment: 1 } },
    // Collecting what a deletion that was cut off left of flows within others.
    {
      name: "within",
      key: { "flow.parent.depth": 1, _id: 1 },
      partialFilterExpression: { segment: 0, "flow.parent.depth": { $exists: true } },
    },
    // The list of flows: newest first.
    {
      name: "flows",
      key: { namespace: 1, "flow.create_time": -1, flow_id: 1 },
      partialFilterExpression: { segment: 0 },
    },
    // Collecting definitions: whether a flow names one.
    {
      name: "definition",
      key: { namespace: 1, "flow.definition_digest": 1 },
      partialFilterExpression: { segment: 0 },
    },
  ],
  // Collecting payloads by id, without reading them.
  [PAYLOADS]: [{ name: PAYLOAD_AGE_INDEX, key: { _id: 1, write_time: 1 } }],
  [DEFINITIONS]: [
    // The list of definitions put under a name, newest first.
    {
      name: "put",
      key: { namespace: 1, put_time: -1, digest: 1 },
      partialFilterExpression: { put_time: { $exists: true } },
    },
    // The same of one name, and its newest.
    {
      name: "name",
      key: { namespace: 1, name: 1, put_time: -1, digest: 1 },
      partialFilterExpression: { put_time: { $exists: true } },
    },
    // Collecting: those not used for long.
    { name: "use_time", key: { use_time: 1 } },
  ],
  [DEFINITION_CHUNKS]: [
    // Collecting what a crash or a collection left behind.
    { name: "id_age", key: { _id: 1, write_time: 1 } },
    // Collecting definitions: whether another one of the namespace names one.
    { name: "names", key: { names: 1, _id: 1 }, partialFilterExpression: { names: { $exists: true } } },
  ],
  [SESSIONS]: [
    // A process reads its own; a dead one's are given their own expiry.
    { name: "owner", key: { owner: 1 }, sparse: true },
    // The sweep: what has expired, and tombstones of some age.
    { name: "expiry", key: { state: 1, expire_time: 1 } },
  ],
  [PROCESSES]: [],
  [QUEUES]: [],
  [SCHEDULES]: [
    // The sweep: what is due, earliest first.
    { name: "wake_time", key: { wake_time: 1 }, sparse: true },
    // Collecting definitions: whether a schedule names one.
    { name: "definition", key: { namespace: 1, "run.definition_digest": 1 } },
  ],
  // As for schedules: the sweep.
  [RETENTION]: [{ name: "wake_time", key: { wake_time: 1 }, sparse: true }],
  [META]: [],
};

/** Creates what is missing; an index that is there costs nothing. */
export async function createIndexes(db: Db): Promise<void> {
  for (const [name, indexes] of Object.entries(INDEXES)) {
    if (indexes.length > 0) await db.collection(name).createIndexes([...indexes]);
  }
}
