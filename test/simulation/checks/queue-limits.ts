/**
 * What is promised of queues that are limited or paused, and of concurrency keys: of one with a limit no more is handed out
 * than that allows, by permits alone, and all of them come back; of one that is paused nothing is handed out.
 */
import { isKeyLimit, limitOfKeyed } from "../../../src/core/definition/concurrency-key.js";
import { callersQueue, isEvaluationQueue } from "../../../src/core/definition/evaluation.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import type { QueueRecord, QueueStore } from "../../../src/store/queue-store.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { World } from "../world/world.js";
import type { Histories } from "./histories.js";
import { QueueRates } from "./queue-rates.js";

/** By then every process hands out by what was set, and what was decided by what was set before has landed or never will. */
const FOLLOWED_WITHIN_MS = 30_000;
/** What nobody holds any more has gone back by then, also where it was lent by who has died. */
const BACK_WITHIN_MS = 30_000;

/** How a queue is set from a moment of the world on. */
interface Setting {
  readonly from: number;
  readonly limit: number | undefined;
  /** Until somebody resumes it. */
  readonly isPaused: boolean;
}

/** Handed out, and not over; what names a key is one of its queue and one of that. */
interface Out {
  readonly token: string;
  /** Or the name of a key's limit. */
  readonly queue: string;
  /** Limits are for these: they do not count what is to be decided. */
  readonly counts: boolean;
  readonly isLent: boolean;
  readonly isDeferred: boolean;
}

const UNSET: Setting = { from: Number.NEGATIVE_INFINITY, limit: undefined, isPaused: false };
/** A key need not be set. */
const UNSET_KEY: Setting = { ...UNSET, limit: 1 };

function unset(queue: string): Setting {
  return isKeyLimit(queue) ? UNSET_KEY : UNSET;
}

export class QueueLimits {
  readonly #world: World;
  readonly #histories: Histories;
  /** By queue, the newest last. */
  readonly #settings = new Map<string, readonly Setting[]>();
  /** By segment. */
  readonly #out = new Map<string, readonly Out[]>();
  readonly #rates: QueueRates;
  /** Keys whose tasks were handed out, too. */
  readonly #known = new Set<string>();
  /** By queue: the tokens of what was out when the limit was set that it has. */
  readonly #before = new Map<string, ReadonlySet<string>>();

  constructor(world: World, histories: Histories) {
    this.#world = world;
    this.#histories = histories;
    this.#rates = new QueueRates(world);
  }

  /** It was stored how a queue is set. */
  set(record: QueueRecord): void {
    const { queue } = record;
    const { concurrency, pause } = record.settings;
    this.#rates.set(record);
    this.#known.add(queue);
    const known = this.#settings.get(queue) ?? [unset(queue)];
    const limit = concurrency?.limit;
    const isPaused = pause !== undefined && pause.until === undefined;
    if (limit !== undefined && known.at(-1)?.limit === undefined) {
      this.#before.set(queue, new Set(this.#outOf(queue).map(({ token }) => token)));
    }
    const paused = pause === undefined ? "" : `, paused until ${pause.until ?? "resumed"}`;
    this.#world.note("store", `queue ${queue} has the limit ${limit ?? "none"}${paused}`);
    this.#settings.set(queue, [...known, { from: this.#world.now, limit, isPaused }]);
  }

  witness(before: SegmentRecord | undefined, after: SegmentRecord | undefined): void {
    const id = after?.id ?? before?.id ?? "";
    const known = new Set(this.#out.get(id)?.map(({ token }) => token));
    const out =
      after === undefined ? [] : [...after.nodes].flatMap(([number, entry]) => this.#outBy(after, number, entry));
    this.#out.set(id, out);
    for (const one of out) {
      if (known.has(one.token)) continue;
      this.#known.add(one.queue);
      this.#expectAllowed(one, `${after?.address.flowId}`);
      if (one.counts && !isKeyLimit(one.queue)) this.#rates.handedOut(one.queue, one.token);
    }
  }

  /** Whether what waits in it may wait though somebody has credit. */
  holdsBack(queue: string): boolean {
    const named = callersQueue(queue);
    if (this.#settings.get(named)?.at(-1)?.isPaused === true) return true;
    if (isEvaluationQueue(queue)) return false;
    const key = limitOfKeyed(queue);
    return this.#isFull(named) || (key !== undefined && this.#isFull(key)) || this.#rates.holdsBack(named);
  }

  #isFull(queue: string): boolean {
    const { limit } = this.#settings.get(queue)?.at(-1) ?? unset(queue);
    return limit !== undefined && this.#counted(queue) >= limit;
  }

  /** Once all flows have ended. */
  async expectAllBack(queues: QueueStore): Promise<void> {
    const until = this.#world.now + BACK_WITHIN_MS;
    const out = async () => {
      const records = await Promise.all([...this.#known].map((queue) => queues.read({ namespace: "default", queue })));
      const time = this.#world.databaseTime();
      return records.flatMap((record) => (record !== undefined && permitsOut(record, time) > 0 ? [record] : []));
    };
    while ((await out()).length > 0 && this.#world.now < until) await this.#world.run(this.#world.now + 1_000);
    for (const record of await out()) {
      const count = permitsOut(record, this.#world.databaseTime());
      this.#world.breaks(`${count} permits of ${record.queue} are out, and nobody has them`);
    }
  }

  #expectAllowed(one: Out, flowId: string): void {
    const { queue, isLent, counts } = one;
    const settings = this.#lately(queue);
    const told = `${flowId}: ${one.token} of ${queue} was handed out`;
    if (settings.every(({ isPaused }) => isPaused)) this.#world.breaks(`${told}, which is paused`);
    if (!counts) return;
    if (!isLent && settings.every(({ limit }) => limit !== undefined)) this.#world.breaks(`${told} without a permit`);
    if (!isLent) return;
    const most = Math.max(...settings.map(({ limit }) => limit ?? 0));
    const count = this.#counted(queue);
    if (count > most) this.#world.breaks(`${told}: ${count} are, of ${most}`);
  }

  /** How it is set, and was within the time in which processes follow. */
  #lately(queue: string): readonly Setting[] {
    const settings = this.#settings.get(queue) ?? [unset(queue)];
    const since = settings.findLastIndex(({ from }) => from <= this.#world.now - FOLLOWED_WITHIN_MS);
    return settings.slice(Math.max(0, since));
  }

  /** What was deferred before there was a limit does not count. */
  #counted(queue: string): number {
    const before = this.#before.get(queue);
    return this.#outOf(queue).filter((one) => {
      const isPermitted = one.isLent && before?.has(one.token) !== true;
      return one.counts && (isPermitted || !one.isDeferred);
    }).length;
  }

  #outOf(queue: string): readonly Out[] {
    return [...this.#out.values()].flatMap((out) => out.filter((one) => one.queue === queue));
  }

  #outBy(record: SegmentRecord, number: number, entry: NodeEntry): readonly Out[] {
    const { claim, state, child, evaluation, deferred } = entry;
    const isAtWork = state === "RUNNING" || state === "REVERTING" || state === "PAUSED";
    if (claim === undefined || !isAtWork || child !== undefined || evaluation !== undefined) return [];
    const { flowId, segment } = record.address;
    const queue = this.#histories.current(flowId)?.queueOf([segment, number], entry) ?? "";
    const permits = claim.lent?.length ?? 0;
    const key = isEvaluationQueue(queue) ? undefined : limitOfKeyed(queue);
    const out = { token: claim.token, counts: !isEvaluationQueue(queue), isDeferred: deferred !== undefined };
    return [
      // Its key has lent one in any case.
      { ...out, queue: callersQueue(queue), isLent: permits > (key === undefined ? 0 : 1) },
      ...(key === undefined ? [] : [{ ...out, queue: key, isLent: permits > 0 }]),
    ];
  }
}

function permitsOut({ queue, lending }: QueueRecord, time: number): number {
  // Of a key what the dead had borrowed is counted anew once somebody wants it again.
  const blocks = (lending?.blocks ?? []).filter(({ until }) => !isKeyLimit(queue) || until > time);
  return blocks.reduce((sum, { permits }) => sum + permits, lending?.unlent ?? 0);
}
