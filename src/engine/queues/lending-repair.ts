/**
 * What is out of a queue's limit and comes back from nobody: blocks of processes that are gone, and claims from before the
 * limit. Both are counted anew from the claims that are stored, and only ever made less than what was out.
 */
import type { Block, Lending } from "../../store/queue-store.js";
import type { Machinery } from "../machinery.js";
import type { Lender } from "./lender.js";
import { tokensLent } from "./lent-tokens.js";

/** So long after a block is over no write under it can land any more. */
const MARGIN_MS = 2_000;

/** Whether anything is out, as it was read, that comes back from nobody. */
export function needsRepair(lending: Lending, time: number): boolean {
  return needsCount(lending) || lending.blocks.some((block) => isDead(block, time));
}

/** Whether claims are held without a permit, or nobody knows: they are counted for all queues of a namespace together. */
export function needsCount({ counted, unlent }: Lending): boolean {
  return !counted || unlent > 0;
}

/** Takes back what processes that are gone have left. What was out of the limit; undefined = it is no more. */
export async function trimDead({ store, clock }: Machinery, lender: Lender): Promise<Lending | undefined> {
  const { key, epoch, token } = lender.setting;
  const { lending } = (await store.queues.read(key)) ?? {};
  if (lending?.epoch !== epoch) return undefined;
  const over = lending.counted ? lending.blocks.filter((block) => isDead(block, clock.now())) : [];
  for (const { lender: id, until, permits } of over) {
    const held = (await tokensLent(store.segments, key.namespace, id)).size;
    // Held by claims that go on: these come back when they are over.
    if (held === permits && held > 0) continue;
    await store.queues.trim(key, { epoch, lender: id, until, permits: held, marginMs: MARGIN_MS, token: token() });
  }
  return lending;
}

function isDead({ until }: Block, time: number): boolean {
  return until + MARGIN_MS < time;
}
