/**
 * Which of the tasks that wait are claimed now: the best for which there are credit, room within the limits of their queue,
 * and the key that they name. Keys are asked for last, of what is chosen otherwise.
 */
import { limitOfKeyed } from "../../core/definition/concurrency-key.js";
import type { Machinery } from "../machinery.js";
import type { Backlog } from "./backlog.js";
import { countWaiting, headName, type Offer } from "./read-heads.js";
import { roomWithinLimits } from "./room-within-limits.js";
import type { RoundKeys } from "./round-keys.js";

/**
 * So many keys are asked for at once. Fewer would have the heads of all others read again for each few tasks that they let
 * out; of more, the first would wait long for the last.
 */
const KEYS_AT_ONCE = 32;

/** An offer, and how many tasks are to be claimed of it. */
export interface Chosen extends Offer {
  readonly tasks: number;
}

/** `offers`: the best first. Empty where there is nothing to claim of any of them. */
export async function chooseOffers(
  machinery: Machinery,
  offers: readonly Offer[],
  keys: RoundKeys,
): Promise<readonly Chosen[]> {
  for (let rest = offers; rest.length > 0; ) {
    const best = bestOf(rest);
    if (best.length === 0) return [];
    // What waits for a key is not read before there is one.
    const waiting = await countWaiting(machinery, headsOf(best.filter((offer) => !isKeyed(offer))));
    const rooms = await roomsFor(machinery, best, waiting);
    const first = within(best, rooms);
    if (first.some(isKeyed)) await keys.ask(tasksByQueue(first, waiting));
    const had = withKeys(first, keys);
    if (had.some(isKeyed)) return countedOut(machinery, had, keys);
    if (had.length > 0) return dealtOut(had, waiting, rooms, keys);
    const tried = new Set(first);
    rest = rest.filter((offer) => {
      if (tried.has(offer) || !keys.mayHave(offer.head.queue)) return false;
      return (rooms.get(offer.backlog) ?? 1) > 0;
    });
  }
  return [];
}

/** As far as there is credit, where each gives one task at least; with few keys: the others follow. */
function bestOf(offers: readonly Offer[]): readonly Offer[] {
  const credits = new Map<Backlog, number>();
  const limits = new Set<string>();
  const best: Offer[] = [];
  for (const offer of offers) {
    const { backlog, head } = offer;
    const credit = credits.get(backlog) ?? backlog.credit;
    if (credit <= 0) continue;
    const limit = limitOfKeyed(head.queue);
    if (limit !== undefined) limits.add(limit);
    if (limits.size > KEYS_AT_ONCE) break;
    credits.set(backlog, credit - 1);
    best.push(offer);
  }
  return best;
}

/** Of each backlog as many as there is room for. */
function within(offers: readonly Offer[], rooms: ReadonlyMap<Backlog, number>): readonly Offer[] {
  const left = new Map(rooms);
  return offers.filter(({ backlog }) => {
    const room = left.get(backlog) ?? 0;
    left.set(backlog, room - 1);
    return room > 0;
  });
}

/** Those for each of which there is a task's key at least. */
function withKeys(offers: readonly Offer[], keys: RoundKeys): readonly Offer[] {
  const had = new Map<string, number>();
  return offers.filter(({ head }) => {
    const limit = limitOfKeyed(head.queue);
    if (limit === undefined) return true;
    const count = (had.get(limit) ?? 0) + 1;
    had.set(limit, count);
    return count <= keys.left(head.queue);
  });
}

/** Now that there are keys for them it is counted what waits behind them, too, and may have more. */
async function countedOut(machinery: Machinery, offers: readonly Offer[], keys: RoundKeys): Promise<readonly Chosen[]> {
  const waiting = await countWaiting(machinery, headsOf(offers));
  await keys.ask(tasksByQueue(offers, waiting));
  // What was borrowed before the keys may have gone back.
  return dealtOut(offers, waiting, await roomsFor(machinery, offers, waiting), keys);
}

/** In the order of the offers, as much as each may have. */
function dealtOut(
  offers: readonly Offer[],
  waiting: ReadonlyMap<string, number>,
  rooms: ReadonlyMap<Backlog, number>,
  keys: RoundKeys,
): readonly Chosen[] {
  const [room, undealt] = [new Map(rooms), new Map(waiting)];
  return offers.flatMap((offer) => {
    const { backlog, head } = offer;
    const waits = tasksOf(offer, undealt);
    const tasks = Math.min(waits, room.get(backlog) ?? 0, keys.left(head.queue));
    if (tasks <= 0) return [];
    room.set(backlog, (room.get(backlog) ?? 0) - tasks);
    keys.take(head.queue, tasks);
    return [{ ...offer, tasks }];
  });
}

/** By backlog, how many of its tasks may be handed out now as far as credit and the limits of its queue go. */
async function roomsFor(
  machinery: Machinery,
  offers: readonly Offer[],
  waiting: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<Backlog, number>> {
  const wanted = new Map<Backlog, number>();
  for (const offer of offers) {
    wanted.set(offer.backlog, (wanted.get(offer.backlog) ?? 0) + tasksOf(offer, waiting));
  }
  const rooms = [...wanted].map(async ([backlog, tasks]) => {
    return [backlog, await roomWithinLimits(machinery, backlog, Math.min(backlog.credit, tasks))] as const;
  });
  return new Map(await Promise.all(rooms));
}

/** By keyed queue, for how many tasks its key is wanted. */
function tasksByQueue(offers: readonly Offer[], waiting: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const tasks = new Map<string, number>();
  for (const offer of offers) {
    if (!isKeyed(offer)) continue;
    const { backlog, head } = offer;
    const sum = (tasks.get(head.queue) ?? 0) + tasksOf(offer, waiting);
    tasks.set(head.queue, Math.min(backlog.credit, sum));
  }
  return tasks;
}

/** Something waits behind every head. */
function tasksOf({ head }: Offer, waiting: ReadonlyMap<string, number>): number {
  return Math.max(1, waiting.get(headName(head)) ?? 1);
}

function isKeyed({ head }: Offer): boolean {
  return limitOfKeyed(head.queue) !== undefined;
}

function headsOf(offers: readonly Offer[]) {
  return offers.map(({ head }) => head);
}
