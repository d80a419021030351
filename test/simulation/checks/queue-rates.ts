/**
 * What is promised of queues with a rate: in no window as long as its period, by the database's clock, more is handed out
 * than it allows.
 */
import type { QueueRecord } from "../../../src/store/queue-store.js";
import type { World } from "../world/world.js";

/** By then every process has heard of it, and what was decided before has landed or never will. */
const FOLLOWED_WITHIN_MS = 30_000;
/** What a process had reserved when it died is lost for three seconds and a period; then somebody has to ask. */
const LOST_MS = 8_000;

interface Rate {
  /** Of the world. */
  readonly from: number;
  /** Undefined: as many as are wanted. */
  readonly tasks: number | undefined;
  readonly periodMs: number;
}

const UNSET: Rate = { from: Number.NEGATIVE_INFINITY, tasks: undefined, periodMs: 0 };

export class QueueRates {
  readonly #world: World;
  /** By queue, the newest last. */
  readonly #rates = new Map<string, readonly Rate[]>();
  /** By queue: when something was handed out, by the database's clock. */
  readonly #times = new Map<string, number[]>();
  /** By queue: when something was handed out last, of the world. */
  readonly #last = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  set({ queue, settings: { rate } }: QueueRecord): void {
    const known = this.#rates.get(queue) ?? [UNSET];
    const { tasks, periodMs } = known.at(-1) ?? UNSET;
    if (tasks === rate?.tasks && (rate === undefined || periodMs === rate.periodMs)) return;
    this.#world.note("store", `queue ${queue} has the rate ${rate ? `${rate.tasks} in ${rate.periodMs} ms` : "none"}`);
    this.#rates.set(queue, [...known, { from: this.#world.now, tasks: rate?.tasks, periodMs: rate?.periodMs ?? 0 }]);
  }

  handedOut(queue: string, what: string): void {
    const time = this.#world.databaseTime();
    const times = this.#times.get(queue) ?? [];
    times.push(time);
    this.#times.set(queue, times);
    this.#last.set(queue, this.#world.now);
    const rates = this.#lately(queue);
    const most = Math.max(...rates.map(({ tasks }) => tasks ?? Number.POSITIVE_INFINITY));
    const periodMs = Math.min(...rates.map((rate) => rate.periodMs));
    const within = times.filter((at) => at > time - periodMs && at <= time).length;
    if (within > most) {
      this.#world.breaks(`${what} was handed out: ${within} of ${queue} within ${periodMs} ms, ${most} may be`);
    }
  }

  /** Whether what waits in it may wait for the rate alone. */
  holdsBack(queue: string): boolean {
    const { from, tasks, periodMs } = this.#rates.get(queue)?.at(-1) ?? UNSET;
    const since = Math.max(from, this.#last.get(queue) ?? Number.NEGATIVE_INFINITY);
    return tasks !== undefined && this.#world.now - since < 2 * periodMs + LOST_MS;
  }

  #lately(queue: string): readonly Rate[] {
    const rates = this.#rates.get(queue) ?? [UNSET];
    const since = rates.findLastIndex(({ from }) => from <= this.#world.now - FOLLOWED_WITHIN_MS);
    return rates.slice(Math.max(0, since));
  }
}
