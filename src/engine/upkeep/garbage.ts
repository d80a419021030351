/**
 * Collects what nothing refers to any more: tombstones of sessions, payloads that no state names, definitions that
 * nobody used for long.
 */
import { headerSegmentId } from "../../store/segment-id.js";
import type { Store } from "../../store/store.js";
import type { Machinery } from "../machinery.js";
import { unnamed } from "./named-payloads.js";

const HOUR_MS = 3_600_000;
const TOMBSTONE_AGE_MS = HOUR_MS;
/** A commit lands within an hour of its payload's write: what is a day old and unnamed stays so (rule M5). */
const PAYLOAD_AGE_MS = 24 * HOUR_MS;
const DEFINITION_AGE_MS = 7 * 24 * HOUR_MS;
/** The segments of a large flow are written well within this before its header. */
const PART_AGE_MS = HOUR_MS;
const RUNS_PER_PAGE = 500;
const PAYLOADS_PER_PAGE = 1_000;
/** Bounds one collection; the next goes on. */
const PAGES = 20;

export async function collectGarbage({ store }: Machinery): Promise<void> {
  await store.sessions.collect(TOMBSTONE_AGE_MS);
  await collectParts(store);
  await store.definitions.collect(DEFINITION_AGE_MS);
  let after: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const groups = await store.payloads.old(PAYLOAD_AGE_MS, after, PAYLOADS_PER_PAGE);
    if (groups.length === 0) return;
    const records = await store.segments.read(groups.map(({ segmentId }) => segmentId));
    const garbage: string[] = [];
    for (const [index, { incarnation, ids }] of groups.entries()) {
      const record = records[index];
      const isPresent = record?.address.incarnation === incarnation;
      garbage.push(...(isPresent ? await unnamed(store.payloads, record, ids) : ids));
    }
    if (garbage.length > 0) await store.payloads.remove(garbage, PAYLOAD_AGE_MS);
    after = groups.at(-1)?.ids.at(-1);
  }
}

/** What a run that was cut off before its header, or a deletion after it, left of a large flow. */
async function collectParts({ segments }: Store): Promise<void> {
  let after: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const runs = await segments.partedRuns(PART_AGE_MS, after, RUNS_PER_PAGE);
    if (runs.length === 0) return;
    const headers = await segments.versions(runs.map(({ namespace, flowId }) => headerSegmentId(namespace, flowId)));
    const present = new Set(headers.map(({ id, incarnation }) => `${id}/${incarnation}`));
    const strays = runs.filter((run) => {
      return !present.has(`${headerSegmentId(run.namespace, run.flowId)}/${run.incarnation}`);
    });
    for (const run of strays) await segments.deleteParts(run);
    after = runs.at(-1)?.id;
  }
}
