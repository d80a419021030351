/**
 * Collects what nothing refers to any more: tombstones of sessions, accounts of concurrency keys, what a deletion or a run that was cut off left,
 * payloads that no state names, definitions that nobody used for long.
 */
import { LIMITS } from "../../core/limits.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { FlowRun } from "../../store/segment-store.js";
import type { Store } from "../../store/store.js";
import type { Machinery } from "../machinery.js";
import { deleteLeftWithin } from "../nested/delete-within.js";
import { unnamed } from "./named-payloads.js";

const HOUR_MS = 3_600_000;
const TOMBSTONE_AGE_MS = HOUR_MS;
/** A commit lands within an hour of its payload's write: what is a day old and unnamed stays so (rule M5). */
const PAYLOAD_AGE_MS = 24 * HOUR_MS;
const DEFINITION_AGE_MS = 7 * 24 * HOUR_MS;
/** The segments of a large flow are written well within this before its header. */
const PART_AGE_MS = HOUR_MS;
/** Of concurrency keys that nobody has set and nobody uses. */
const ACCOUNT_AGE_MS = 24 * HOUR_MS;
const ACCOUNTS_PER_PAGE = 1_000;
const RUNS_PER_PAGE = 500;
const PAYLOADS_PER_PAGE = 1_000;
/** Bounds one collection; the next goes on. */
const PAGES = 20;

export class Garbage {
  readonly #machinery: Machinery;
  /** Where each collection stopped: undefined = at the end, the next begins anew. */
  #partsAfter: string | undefined;
  #payloadsAfter: string | undefined;
  readonly #withinAfter: (string | undefined)[] = [];

  constructor(machinery: Machinery) {
    this.#machinery = machinery;
  }

  async collect(): Promise<void> {
    const { store } = this.#machinery;
    await store.sessions.collect(TOMBSTONE_AGE_MS);
    await forgetAccounts(store);
    this.#partsAfter = await pageByPage(this.#partsAfter, (after) => collectParts(store, after));
    for (let depth = 1; depth <= LIMITS.nestingDepth; depth += 1) {
      const after = this.#withinAfter[depth];
      this.#withinAfter[depth] = await pageByPage(after, (page) => collectWithin(this.#machinery, depth, page));
    }
    await store.definitions.collect(DEFINITION_AGE_MS);
    this.#payloadsAfter = await pageByPage(this.#payloadsAfter, (after) => collectPayloads(store, after));
  }
}

async function forgetAccounts({ queues }: Store): Promise<void> {
  for (let page = 0; page < PAGES; page += 1) {
    if ((await queues.forgetAccounts(ACCOUNT_AGE_MS, ACCOUNTS_PER_PAGE)) < ACCOUNTS_PER_PAGE) return;
  }
}

/** From where the last one stopped; the answer is where this one did. */
async function pageByPage(
  from: string | undefined,
  collect: (after: string | undefined) => Promise<string | undefined>,
): Promise<string | undefined> {
  let after = from;
  for (let page = 0; page < PAGES; page += 1) {
    after = await collect(after);
    if (after === undefined) return undefined;
  }
  return after;
}

async function collectPayloads(store: Store, after: string | undefined): Promise<string | undefined> {
  const groups = await store.payloads.old(PAYLOAD_AGE_MS, after, PAYLOADS_PER_PAGE);
  const records = await store.segments.read(groups.map(({ segmentId }) => segmentId));
  const garbage: string[] = [];
  for (const [index, { incarnation, ids }] of groups.entries()) {
    const record = records[index];
    const isPresent = record?.address.incarnation === incarnation;
    garbage.push(...(isPresent ? await unnamed(store.payloads, record, ids) : ids));
  }
  if (garbage.length > 0) await store.payloads.remove(garbage, PAYLOAD_AGE_MS);
  return groups.at(-1)?.ids.at(-1);
}

/** What a run that was cut off before its header, or a deletion after it, left of a large flow. */
async function collectParts({ segments }: Store, after: string | undefined): Promise<string | undefined> {
  const runs = await segments.partedRuns(PART_AGE_MS, after, RUNS_PER_PAGE);
  for (const run of await gone(segments, runs)) await segments.deleteParts(run);
  return runs.at(-1)?.id;
}

/** What a deletion that was cut off, or one run in place of another, left of the flows within. */
async function collectWithin(machinery: Machinery, depth: number, after: string | undefined) {
  const { segments } = machinery.store;
  const nested = await segments.nestedRuns(depth, after, RUNS_PER_PAGE);
  const around = new Map(nested.map(({ within }) => [`${nameOf(within)}/${within.incarnation}`, within]));
  for (const { namespace, flowId } of await gone(segments, [...around.values()])) {
    await deleteLeftWithin(machinery, namespace, flowId);
  }
  return nested.at(-1)?.id;
}

/** Those whose header is there no more, or is that of another run. */
async function gone(segments: Store["segments"], runs: readonly FlowRun[]): Promise<readonly FlowRun[]> {
  const headers = await segments.versions(runs.map(nameOf));
  const present = new Set(headers.map(({ id, incarnation }) => `${id}/${incarnation}`));
  return runs.filter((run) => !present.has(`${nameOf(run)}/${run.incarnation}`));
}

function nameOf({ namespace, flowId }: FlowRun): string {
  return headerSegmentId(namespace, flowId);
}
