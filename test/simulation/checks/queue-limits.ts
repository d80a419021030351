/**
 * What is promised of queues that are limited or paused: of one with a limit no more is handed out than that allows, by
 * permits alone, and all of them come back; of one that is paused nothing is handed out.
 */
import { callersQueue, isEvaluationQueue } from "../../../src/core/definition/evaluation.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import type { QueueRecord, QueueStore } from "../../../src/store/queue-store.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { World } from "../world/world.js";
import type { Histories } from "./histories.js";

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

/** Handed out, and not over. */
interface Out {
  readonly token: string;
  readonly queue: string;
  /** Limits are for these: they do not count what is to be decided. */
  readonly counts: boolean;
  readonly isLent: boolean;
  readonly isDeferred: boolean;
}

const UNSET: Setting = { from: Number.NEGATIVE_INFINITY, limit: undefined, isPaused: false };

export class QueueLimits {
  readonly #world: World;
  readonly #histories: Histories;
  /** By queue, the newest last. */
  readonly #settings = new Map<string, readonly Setting[]>();
  /** By segment. */
  readonly #out = new Map<string, readonly Out[]>();
  /** By queue: the tokens of what was out when the limit was set that it has. */
  readonly #before = new Map<string, ReadonlySet<string>>();

  constructor(world: World, histories: Histories) {
    this.#world = world;
    this.#histories = histories;
  }

  /** It was stored how a queue is set. */
  set({ queue, settings: { concurrency, pause } }: QueueRecord): void {
    const known = this.#settings.get(queue) ?? [UNSET];
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
    for (const one of out) if (!known.has(one.token)) this.#expectAllowed(one, `${after?.address.flowId}`);
  }

  /** Whether what waits in it may wait though somebody has credit. */
  holdsBack(queue: string): boolean {
    const { limit, isPaused } = this.#settings.get(callersQueue(queue))?.at(-1) ?? UNSET;
    if (isPaused) return true;
    return limit !== undefined && !isEvaluationQueue(queue) && this.#counted(callersQueue(queue)) >= limit;
  }

  /** Once all flows have ended. */
  async expectAllBack(queues: QueueStore): Promise<void> {
    const until = this.#world.now + BACK_WITHIN_MS;
    const out = async () => {
      const records = await Promise.all(
        [...this.#settings.keys()].map((queue) => queues.read({ namespace: "default", queue })),
      );
      return records.flatMap((record) => (record !== undefined && permitsOut(record) > 0 ? [record] : []));
    };
    while ((await out()).length > 0 && this.#world.now < until) await this.#world.run(this.#world.now + 1_000);
    for (const record of await out()) {
      this.#world.breaks(`${permitsOut(record)} permits of ${record.queue} are out, and nobody has them`);
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
    const settings = this.#settings.get(queue) ?? [UNSET];
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
    return [
      {
        token: claim.token,
        queue: callersQueue(queue),
        counts: !isEvaluationQueue(queue),
        isLent: claim.lent !== undefined,
        isDeferred: deferred !== undefined,
      },
    ];
  }
}

function permitsOut({ lending }: QueueRecord): number {
  return (lending?.blocks ?? []).reduce((sum, { permits }) => sum + permits, lending?.unlent ?? 0);
}
