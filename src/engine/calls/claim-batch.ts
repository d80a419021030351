/**
 * What a poll claims at one look: the best that waits in all of its queues together.
 */
import type { Claimant } from "../../core/command.js";
import { limitOfKeyed } from "../../core/definition/concurrency-key.js";
import { queueOf } from "../../core/state/planned.js";
import { openClaim, type Segment } from "../../core/state/segment.js";
import type { WaitingHead } from "../../store/segment-store.js";
import type { SessionRecord } from "../../store/session-store.js";
import type { Committed } from "../commit/lane.js";
import type { Backlog } from "../dispatch/backlog.js";
import { claimFrom, rankBound, stillOffers } from "../dispatch/claim-waiting.js";
import { UNASSEMBLED_DELAY_MS } from "../dispatch/deliver.js";
import { giveBack } from "../dispatch/give-back.js";
import { headName, isSpentIn, type Offer, readHeads } from "../dispatch/read-heads.js";
import { assemble, type Delivery, deliveryOf } from "../dispatch/ready-task.js";
import { mayHandOut, roomWithinLimits } from "../dispatch/room-within-limits.js";
import { RoundKeys } from "../dispatch/round-keys.js";
import type { Machinery } from "../machinery.js";
import type { ReadyTask } from "../values.js";
import type { Room } from "./room.js";

/** What was claimed, and the heads that were read last. */
export interface Batch {
  readonly tasks: ReadyTask[];
  /** Where each was claimed, by its token. */
  readonly segmentOf: Map<string, string>;
  heads: readonly WaitingHead[];
  /** All that cannot be assembled was given back: the session holds nothing that the answer does not tell. */
  isWhole: boolean;
}

/** One look, and what it is for. */
interface Look {
  readonly machinery: Machinery;
  readonly namespace: string;
  readonly claimant: Claimant;
  readonly backlogs: readonly Backlog[];
  readonly limit: number;
  room: Room;
  readonly keys: RoundKeys;
  /** Heads that were refused the permit that their key had a moment before: once, it is asked for again. */
  readonly refused: Set<string>;
  readonly batch: Batch;
}

/** Heads of one segment that rank alike: one in each queue. */
type Group = readonly [WaitingHead, ...WaitingHead[]];

/** Claims up to `limit` tasks over all queues, best first. What was claimed before something fails is not lost by it. */
export async function claimBatch(
  machinery: Machinery,
  { session, epoch, worker }: SessionRecord,
  backlogs: readonly Backlog[],
  limit: number,
  room: Room,
): Promise<Batch> {
  const batch: Batch = { tasks: [], segmentOf: new Map(), heads: [], isWhole: true };
  const namespace = backlogs[0]?.namespace ?? "";
  const keys = new RoundKeys(machinery, namespace);
  const claimant = { session, epoch, worker };
  const look = { machinery, namespace, claimant, backlogs, limit, room, keys, refused: new Set<string>(), batch };
  try {
    for (let goesOn = true; goesOn && batch.tasks.length < limit && !look.room.isFull; ) goesOn = await claimBest(look);
  } catch (error) {
    if (batch.tasks.length === 0) throw error;
    machinery.emit({ kind: "error", what: "claiming for a poll", error });
  } finally {
    keys.letGo();
  }
  return batch;
}

/** Whether it is worth to look again. */
async function claimBest(look: Look): Promise<boolean> {
  const { machinery, backlogs, limit, keys, refused, batch } = look;
  const [refusedBefore, spentBefore] = [refused.size, keys.spent];
  keys.letGo();
  const open = backlogs.filter((backlog) => mayHandOut(machinery, backlog));
  const groups = grouped(await readHeads(machinery, open, limit, keys));
  batch.heads = groups.flat();
  let claimed = 0;
  for (const [index, group] of groups.entries()) {
    if (batch.tasks.length >= limit || look.room.isFull) break;
    const next = groups.slice(index + 1).find(([{ id }]) => id !== group[0].id);
    claimed += await claimGroup(look, group, next?.[0]);
  }
  batch.heads = batch.heads.filter(({ queue }) => keys.mayHave(queue));
  for (const backlog of open) backlog.withoutSpent(isSpentIn(machinery, backlog));
  return claimed > 0 || refused.size > refusedBefore || (keys.leavesOut && keys.spent > spentBefore);
}

/** Best first: what a segment offers in several queues is claimed in its own order. */
function grouped(offers: readonly Offer[]): readonly Group[] {
  const groups = new Map<string, [WaitingHead, ...WaitingHead[]]>();
  for (const { head } of offers) {
    const name = `${head.id} ${head.priority} ${head.time}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [head]);
    else group.push(head);
  }
  return [...groups.values()];
}

async function claimGroup(look: Look, group: Group, next: WaitingHead | undefined): Promise<number> {
  const { machinery, claimant, limit, keys, batch } = look;
  const wanted = limit - batch.tasks.length;
  const heads: WaitingHead[] = [];
  for (const head of group) {
    if (keys.mayHave(head.queue) && (await mayTake(look, head, wanted))) heads.push(head);
  }
  if (heads.length === 0) return 0;
  const queues = heads.map(({ queue }) => queue);
  // Of the decision that lands: it may be decided more than once. What the answer cannot carry waits on.
  let decided = look.room;
  const room = () => {
    decided = look.room.copy();
    return (segment: Segment, node: number) => {
      const entry = segment.entry(node);
      return entry !== undefined && decided.takes(deliveryOf(segment, node, entry));
    };
  };
  const committed = await claimFrom(machinery, group[0], queues, claimant, wanted, rankBound(next), room);
  if (committed === undefined) return 0;
  look.room = decided;
  const deliveries = deliveriesOf(committed, keys);
  if (deliveries.length < wanted && !decided.isFull) noteRefused(look, committed, heads);
  await takeInto(batch, machinery, group[0].id, deliveries);
  return deliveries.length;
}

async function mayTake({ machinery, namespace, keys }: Look, { queue }: WaitingHead, wanted: number): Promise<boolean> {
  if ((await roomWithinLimits(machinery, { namespace, queue }, wanted)) <= 0) return false;
  return (await keys.leftOf(queue, wanted)) > 0;
}

function deliveriesOf({ changes, segment }: Committed, keys: RoundKeys): readonly Delivery[] {
  return changes.flatMap((change) => {
    if (change.kind !== "task" || openClaim(change.entry) === undefined) return [];
    keys.take(queueOf(segment.node(change.node), change.entry), 1);
    return [deliveryOf(segment, change.node, change.entry)];
  });
}

/** What has a key and was not given all the same ranks before all others that want it: these have none at this look. */
function noteRefused({ keys, refused }: Look, committed: Committed, heads: readonly WaitingHead[]): void {
  for (const head of heads) {
    if (limitOfKeyed(head.queue) === undefined || keys.left(head.queue) <= 0 || !stillOffers(committed, head)) continue;
    keys.take(head.queue, keys.left(head.queue));
    refused.add(headName(head));
  }
}

async function takeInto(batch: Batch, machinery: Machinery, segmentId: string, deliveries: readonly Delivery[]) {
  for (const { task } of deliveries) batch.segmentOf.set(task.claimToken, segmentId);
  const { tasks, isWhole } = await assembled(machinery, segmentId, deliveries);
  batch.tasks.push(...tasks);
  batch.isWhole &&= isWhole;
}

/** `isWhole`: the others were given back, which is waited for. */
export async function assembled(
  machinery: Machinery,
  segmentId: string,
  deliveries: readonly Delivery[],
): Promise<Pick<Batch, "tasks" | "isWhole">> {
  const results = await Promise.all(
    deliveries.map(async (delivery) => {
      try {
        return await assemble(machinery, delivery);
      } catch (error) {
        const { taskId } = delivery.task;
        machinery.emit({ kind: "error", what: "assembling a task", error, segmentId, taskId });
        return giveBack(machinery, segmentId, delivery.task, UNASSEMBLED_DELAY_MS);
      }
    }),
  );
  return {
    tasks: results.filter((result) => typeof result !== "boolean"),
    isWhole: !results.includes(false),
  };
}
