/**
 * Deletes the flows that the rules of a namespace let go: page by page, the oldest first, a page a second. Whoever has
 * taken a page in a guarded write looks through it; should it die, another takes the same page a while later.
 */
import pLimit from "p-limit";
import { type AgedFlow, isDue, leastAge } from "../../core/retention/retention-rule.js";
import type { RetentionRecord } from "../../store/retention-store.js";
import type { OldFlow } from "../../store/segment-store.js";
import { deleteFlowIf } from "../calls/delete-flow.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { translated } from "../views/translated.js";
import { writeRetention } from "./write-retention.js";

/** Flows that one page looks at, and so the most that it deletes. */
const PAGE = 200;
const AT_ONCE = 4;
/** Of one sweep. */
const NAMESPACES = 20;
/** What another process is first in line for is taken here when it is this late. */
const GRACE_MS = 3_000;
const PAGE_INTERVAL_MS = 1_000;
/** Who has taken a page has so long; then another may take it. */
const TAKEN_MS = 60_000;
/** Between two passes: a tenth of the least age, within these. */
const PASS_INTERVAL_MS = { least: 10_000, most: 10 * 60_000 };
/** A pass takes at most so much of the time: after a long one there is a long pause. */
const PASS_SHARE = 10;
/** Refused because they are at work, or gone, or changed at that moment: the next pass looks again. */
const LEFT = ["FLOW_NOT_ENDED", "FLOW_NOT_FOUND", "CONFLICT"];

/** One page of what is due of one namespace. */
export async function prune(machinery: Machinery, namespace: string): Promise<void> {
  const { store, clock, tally } = machinery;
  const read = await store.retention.read(namespace);
  const age = read && leastAge(read.rules);
  const now = clock.now();
  if (read?.wakeTime === undefined || read.wakeTime > now || age === undefined) return;
  const { wakeTime, ...record } = read;
  // Time in which nobody was there to go on is none that the pass took: a night would ask for days of pause.
  const pass = record.pass ? { ...record.pass, since: record.pass.since + (now - wakeTime) } : { since: now };
  const taken = await writeRetention(machinery, read, { ...record, pass, wakeTime: now + TAKEN_MS });
  if (taken === undefined) return;
  const flows = await store.segments.oldest(namespace, now - age, pass.after, PAGE);
  const gone = await deleteDue(machinery, taken, flows, now);
  tally.flowsPruned += gone;
  await writeRetention(machinery, taken, {
    ...afterPage(taken, flows, age, clock.now()),
    deleted: taken.deleted + gone,
  });
}

async function deleteDue(
  machinery: Machinery,
  { namespace, rules }: RetentionRecord,
  flows: readonly OldFlow[],
  now: number,
): Promise<number> {
  const inTurn = pLimit(AT_ONCE);
  // Those within others go with the one at the top.
  const due = flows.filter((flow) => !flow.flowId.includes("~") && isDue(rules, flow, now));
  const stillDue = (flow: AgedFlow) => isDue(rules, flow, now);
  const gone = await Promise.all(
    due.map(({ flowId }) => inTurn(() => isDeleted(machinery, namespace, flowId, stillDue))),
  );
  return gone.filter(Boolean).length;
}

/** By the time its turn comes it may have been run again: it is judged once more, by what the deletion is guarded by. */
async function isDeleted(
  machinery: Machinery,
  namespace: string,
  flowId: string,
  stillDue: (flow: AgedFlow) => boolean,
): Promise<boolean> {
  try {
    const request = { namespace, flowId, reason: "its retention is over" };
    return (await deleteFlowIf(machinery, request, stillDue)).flow !== undefined;
  } catch (thrown) {
    const error = translated(thrown);
    if (error instanceof EngineError && LEFT.includes(error.reason)) return false;
    throw error;
  }
}

/** Where it goes on, and when. */
function afterPage(record: RetentionRecord, flows: readonly OldFlow[], age: number, now: number): RetentionRecord {
  const { pass, ...rest } = record;
  const last = flows.at(-1);
  if (flows.length === PAGE && last !== undefined && pass !== undefined) {
    const after = { createTime: last.createTime, flowId: last.flowId };
    return { ...rest, pass: { ...pass, after }, wakeTime: now + PAGE_INTERVAL_MS };
  }
  const { least, most } = PASS_INTERVAL_MS;
  const pause = Math.min(most, Math.max(least, age / 10));
  const took = now - (pass?.since ?? now);
  return { ...rest, passTime: now, wakeTime: Math.round(now + Math.max(pause, took * (PASS_SHARE - 1))) };
}

/** For the sweep: a page of each namespace that is due. `isFirst` = this process is first in line for the name. */
export async function pruneDue(machinery: Machinery, isFirst: (name: string) => boolean): Promise<void> {
  const { store, clock } = machinery;
  const now = clock.now();
  for (const namespace of await store.retention.due(now, NAMESPACES)) {
    if (!isFirst(namespace) && (await isFresh(machinery, namespace, now))) continue;
    await prune(machinery, namespace);
  }
}

/** Who is first in line has not had its time yet. */
async function isFresh({ store }: Machinery, namespace: string, now: number): Promise<boolean> {
  const record = await store.retention.read(namespace);
  return (record?.wakeTime ?? now) + GRACE_MS > now;
}
