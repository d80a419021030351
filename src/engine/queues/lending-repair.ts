/**
 * What is out of a queue's limit and comes back from nobody: blocks of processes that are gone, and claims from before the
 * limit. Both are counted anew from the claims that are stored, and only ever made less than what was out.
 */
import { callersQueue, isEvaluationQueue } from "../../core/definition/evaluation.js";
import { mayHold } from "../../core/state/lendings.js";
import type { Claim } from "../../core/state/node-entry.js";
import { queueOf } from "../../core/state/planned.js";
import type { Segment } from "../../core/state/segment.js";
import type { Block, Lending, QueueKey, QueueRecord } from "../../store/queue-store.js";
import { copyOf } from "../commit/read-copies.js";
import type { Machinery } from "../machinery.js";
import type { Lender } from "./lender.js";
import { tokensLent } from "./lent-tokens.js";

/** So long after a block is over no write under it can land any more. */
const MARGIN_MS = 2_000;
/** A process that has not joined by then does not know of the limit, and hands out nothing: it reads no settings. */
const JOIN_PATIENCE_MS = 10_000;
const SEGMENTS_AT_ONCE = 200;

/** Whether anything is out, as it was read, that comes back from nobody. */
export function needsRepair({ counted, unlent, blocks }: Lending, time: number): boolean {
  return !counted || unlent > 0 || blocks.some((block) => isDead(block, time));
}

export async function repairLending(machinery: Machinery, lender: Lender): Promise<void> {
  const { key, epoch } = lender.setting;
  const record = await machinery.store.queues.read(key);
  if (record?.lending === undefined || record.lending.epoch !== epoch) return;
  if (record.lending.counted) await trimDead(machinery, lender, record.lending);
  if (record.lending.counted ? record.lending.unlent > 0 : await allJoined(machinery, record, record.lending)) {
    await countUnlent(machinery, lender, record.lending);
  }
}

function isDead({ until }: Block, time: number): boolean {
  return until + MARGIN_MS < time;
}

async function trimDead({ store, clock }: Machinery, lender: Lender, { blocks }: Lending): Promise<void> {
  const { key, epoch, token } = lender.setting;
  const over = blocks.filter((block) => isDead(block, clock.now()));
  for (const { lender: id, until, permits } of over) {
    const held = (await tokensLent(store.segments, key.namespace, id)).size;
    // Held by claims that go on: these come back when they are over.
    if (held === permits && held > 0) continue;
    await store.queues.trim(key, { epoch, lender: id, until, permits: held, marginMs: MARGIN_MS, token: token() });
  }
}

/** Whether every process that may hand out does so by permits. */
async function allJoined({ store, clock }: Machinery, record: QueueRecord, { blocks }: Lending): Promise<boolean> {
  if (clock.now() - record.updateTime > JOIN_PATIENCE_MS) return true;
  const joined = new Set(blocks.map(({ lender }) => lender.slice(0, lender.lastIndexOf("."))));
  return (await store.sessions.processes()).live.every((process) => joined.has(process));
}

async function countUnlent(machinery: Machinery, lender: Lender, lending: Lending): Promise<void> {
  const { key, epoch, token } = lender.setting;
  const lenders = new Set(lending.blocks.map((block) => block.lender));
  let unlent = 0;
  for await (const segment of segmentsHeld(machinery, key.namespace)) unlent += countIn(segment, key, lenders);
  if (lending.counted && unlent === lending.unlent) return;
  await machinery.store.queues.counted(key, { epoch, unlent, token: token() });
}

/** Those in which anything is held: one after the other, page by page. */
async function* segmentsHeld({ store, definitions }: Machinery, namespace: string): AsyncGenerator<Segment> {
  let after: string | undefined;
  do {
    const held = await store.segments.held(after, SEGMENTS_AT_ONCE);
    const own = held.filter((segment) => segment.namespace === namespace).map(({ id }) => id);
    const records = own.length === 0 ? [] : await store.segments.read(own);
    for (const record of records) if (record !== undefined) yield (await copyOf(definitions, record)).segment;
    after = held.length < SEGMENTS_AT_ONCE ? undefined : held.at(-1)?.id;
  } while (after !== undefined);
}

function isLent({ lent = [] }: Claim, lenders: ReadonlySet<string>): boolean {
  return lent.some((lender) => lenders.has(lender));
}

function countIn(segment: Segment, { queue }: QueueKey, lenders: ReadonlySet<string>): number {
  let count = 0;
  for (const [number, entry] of segment.entries) {
    if (entry.claim === undefined || !mayHold(entry) || isLent(entry.claim, lenders)) continue;
    const own = queueOf(segment.node(number), entry);
    if (!isEvaluationQueue(own) && callersQueue(own) === queue) count += 1;
  }
  return count;
}
