/**
 * What must go on once faults have stopped: what waits is offered to whoever has credit, and nobody keeps more than its
 * credit.
 */
import { unkeyedQueue } from "../../../src/core/definition/concurrency-key.js";
import { revertQueue } from "../../../src/core/definition/evaluation.js";
import type { Executor } from "../actors/executor.js";
import type { World } from "../world/world.js";
import type { Histories } from "./histories.js";
import type { QueueLimits } from "./queue-limits.js";

const LOOK_MS = 1_000;
/** Leases, of processes that died and of streams that were half open, are over by then; credit is true again. */
const SETTLED_MS = 40_000;
/** A sweep comes about once a second, and a claim may meet others'. */
const OFFERED_WITHIN_MS = 4_000;

export class Liveness {
  readonly #world: World;
  readonly #histories: Histories;
  readonly #executors: readonly Executor[];
  readonly #limits: QueueLimits | undefined;
  /** Since when something has been as it must not stay. */
  readonly #since = new Map<string, number>();
  #stop: () => void = () => undefined;

  constructor(world: World, histories: Histories, executors: readonly Executor[], limits?: QueueLimits) {
    this.#limits = limits;
    this.#world = world;
    this.#histories = histories;
    this.#executors = executors;
  }

  start(): void {
    this.#stop = this.#world.after(SETTLED_MS, () => this.#look());
  }

  stop(): void {
    this.#stop();
  }

  #look(): void {
    const wrong = new Set([...this.#overCredit(), ...this.#starving(), ...this.#overdue()]);
    for (const what of this.#since.keys()) if (!wrong.has(what)) this.#since.delete(what);
    for (const what of wrong) {
      const since = this.#since.get(what) ?? this.#world.now;
      this.#since.set(what, since);
      if (this.#world.now - since > OFFERED_WITHIN_MS) this.#world.breaks(`${what} for ${this.#world.now - since} ms`);
    }
    this.#stop = this.#world.after(LOOK_MS, () => this.#look());
  }

  #overCredit(): string[] {
    return this.#executors.flatMap(({ setting: { sessionId, maxInFlight } }) => {
      const held = this.#histories.openClaims(sessionId, true).size;
      return held > maxInFlight ? [`${sessionId} holds ${held}, its credit is ${maxInFlight}`] : [];
    });
  }

  /** Timers that are over (rule D5). */
  #overdue(): string[] {
    const time = this.#world.databaseTime();
    return this.#histories.currents.flatMap((history) =>
      history.overdue(time).map((timer) => `${history.flow.flowId}: ${timer} is over`),
    );
  }

  /** Queues in which something waits although somebody who serves them has credit. */
  #starving(): string[] {
    const free = this.#executors.filter(
      ({ isServing, setting }) =>
        isServing && this.#histories.openClaims(setting.sessionId, true).size < setting.maxInFlight,
    );
    const served = new Set(
      free.flatMap(({ setting }) => setting.queues.flatMap((queue) => [queue, revertQueue(queue)])),
    );
    return this.#histories.currents.flatMap(({ records, flow }) =>
      [...records].flatMap(([segment, { heads }]) =>
        heads.flatMap(({ queue, time }) =>
          served.has(unkeyedQueue(queue)) && this.#limits?.holdsBack(queue) !== true
            ? [`${flow.flowId}/${segment} waits in ${queue} (since ${time}) though somebody has credit`]
            : [],
        ),
      ),
    );
  }
}
