/**
 * Counts what is held without permits, in one pass over what is held in a namespace for all of its limits that are to be counted:
 * a limit more costs its record, and no look at the claims.
 */
import pLimit from "p-limit";
import type { Lending, QueueRecord } from "../../store/queue-store.js";
import { copyOf } from "../commit/read-copies.js";
import { withPauses } from "../environment.js";
import type { Machinery } from "../machinery.js";
import type { Lender } from "./lender.js";
import { needsCount } from "./lending-repair.js";
import { UnlentTally } from "./unlent-tally.js";

/** A process that has not joined by then does not know of the limit, and hands out nothing: it reads no settings. */
const JOIN_PATIENCE_MS = 10_000;
/** Unpacked at one go. */
const SEGMENTS_AT_ONCE = 20;
/** Whatever else waits comes first after this. */
const BUSY_MS = 10;
const WRITES_AT_ONCE = 8;

interface Counted {
  readonly lender: Lender;
  readonly lending: Lending;
}

/** Waits for its turn with each part of its work; a turn throws where nobody wants it any more. */
export type InTurn = <Result>(part: () => Promise<Result>) => Promise<Result>;

/** `lenders` = some of one namespace; those whose limit has nothing to count, or is another one by now, are left out. */
export async function countUnlent(
  machinery: Machinery,
  namespace: string,
  lenders: readonly Lender[],
  inTurn: InTurn,
): Promise<void> {
  const { segments } = machinery.store;
  const counted = await toCount(machinery, lenders);
  if (counted.length === 0) return;
  const tally = new UnlentTally(new Map(counted.map(({ lender, lending }) => [queueOf(lender), lending.blocks])));
  const held = await inTurn(() => segments.heldIn(namespace));
  for (let index = 0; index < held.length; index += SEGMENTS_AT_ONCE) {
    await inTurn(() => addAll(machinery, held.slice(index, index + SEGMENTS_AT_ONCE), tally));
  }
  const few = pLimit(WRITES_AT_ONCE);
  await Promise.all(counted.map((one) => few(() => tell(machinery, one, tally))));
}

async function toCount(machinery: Machinery, lenders: readonly Lender[]): Promise<readonly Counted[]> {
  const { store } = machinery;
  const records = await Promise.all(lenders.map(({ setting }) => store.queues.read(setting.key)));
  const due = lenders.flatMap((lender, index) => {
    const record = records[index];
    const lending = record?.lending;
    const isIt = lending !== undefined && lending.epoch === lender.setting.epoch && !lender.isOver;
    return record !== undefined && isIt && needsCount(lending) ? [{ lender, lending, record }] : [];
  });
  const live = due.every(({ lending }) => lending.counted) ? [] : (await store.sessions.processes()).live;
  const now = machinery.clock.now();
  return due.filter(({ lending, record }) => lending.counted || haveAllJoined(record, lending, live, now));
}

/** Whether every process that may hand out does so by permits. */
function haveAllJoined(
  { updateTime }: QueueRecord,
  { blocks }: Lending,
  live: readonly string[],
  now: number,
): boolean {
  if (now - updateTime > JOIN_PATIENCE_MS) return true;
  const joined = new Set(blocks.map(({ lender }) => lender.slice(0, lender.lastIndexOf("."))));
  return live.every((process) => joined.has(process));
}

async function addAll(machinery: Machinery, ids: readonly string[], tally: UnlentTally): Promise<void> {
  const { store, definitions, environment } = machinery;
  await withPauses(environment, BUSY_MS, await store.segments.read(ids), async (record) => {
    if (record !== undefined) tally.add((await copyOf(definitions, record)).segment);
  });
}

async function tell({ store }: Machinery, { lender, lending }: Counted, tally: UnlentTally): Promise<void> {
  const { key, epoch, token, freed } = lender.setting;
  // Who has begun to lend since is read only where it may have lent something.
  const since = tally.isDoubtful(key.queue) ? await store.queues.read(key) : undefined;
  const unlent = tally.unlent(key.queue, since?.lending?.blocks);
  if (lending.counted && unlent === lending.unlent) return;
  await store.queues.counted(key, { epoch, unlent, token: token() });
  if (!lending.counted || unlent < lending.unlent) freed();
}

function queueOf(lender: Lender): string {
  return lender.setting.key.queue;
}
