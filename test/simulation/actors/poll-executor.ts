/**
 * An executor without a stream: it polls, keeps its session by and by, and may be late with it.
 */
import { EngineError } from "../../../src/engine/index.js";
import { isPassing } from "../world/service.js";
import { type Executor, type ExecutorSetting, isGoneForGood } from "./executor.js";
import { Worker } from "./worker.js";

export class PollExecutor implements Executor {
  readonly setting: ExecutorSetting;
  readonly #worker: Worker;
  #life = 0;
  #isAway = false;

  constructor(setting: ExecutorSetting) {
    this.setting = setting;
    this.#worker = new Worker(setting);
    this.#come();
  }

  /** It may be between two polls for long. */
  get isServing(): boolean {
    return false;
  }

  vanish(): void {
    if (this.#isAway) return;
    const { world, sessionId } = this.setting;
    world.note(sessionId, "vanishes");
    this.leave();
    if (isGoneForGood(this.setting)) return;
    const left = this.#life;
    world.after(world.faults.on ? 30_000 * world.random.next() ** 2 : 100, () => {
      if (this.#life !== left) return;
      this.#isAway = false;
      this.#come();
    });
  }

  disconnect(): void {
    // There is no connection to lose.
  }

  leave(): void {
    this.#isAway = true;
    this.#life += 1;
    this.#worker.die();
  }

  #come(): void {
    const { world, sessionId } = this.setting;
    world.start(sessionId, this.#serve(this.#life));
  }

  async #serve(life: number): Promise<void> {
    const { world, leaseMs } = this.setting;
    while (this.#life === life) {
      try {
        await this.#poll(life);
        await this.#keep();
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
      // Now and then it comes too late for its lease.
      await world.wait(world.random.chance(world.faults.on ? 0.05 : 0) ? 2 * leaseMs : 1_000 * world.random.next());
    }
  }

  async #poll(life: number): Promise<void> {
    const { service, sessionId, queues, leaseMs, maxInFlight, world } = this.setting;
    const maxTasks = maxInFlight - this.#worker.open.length;
    if (maxTasks <= 0) return;
    const waitMs = world.random.below(3_000);
    const includeHeld = world.random.chance(0.5);
    const request = { sessionId, queues, leaseMs, maxTasks, waitMs, includeHeld };
    const { tasks } = await service.call((engine) => engine.pollReadyTasks(request));
    if (this.#life !== life) return;
    const isNew = tasks.filter(({ claimToken }) => !this.#worker.holds.has(claimToken));
    // What was claimed for a poll whose answer was lost comes on top, where it is asked for.
    if (!includeHeld && tasks.length > maxTasks)
      world.breaks(`${sessionId} asked for ${maxTasks} tasks, was given ${tasks.length}`);
    for (const task of isNew) this.#worker.take(task);
  }

  async #keep(): Promise<void> {
    const { service, sessionId } = this.setting;
    const claims = [...this.#worker.holds.values()].map(({ flowId, taskId, claimToken }) => ({
      flowId,
      taskId,
      claimToken,
    }));
    try {
      const kept = await service.call((engine) => engine.keepSession({ sessionId, claims }));
      for (const { claimToken } of kept.lost) this.#worker.drop(claimToken);
      for (const { claimToken } of kept.cancelRequested) this.#worker.cancel(claimToken);
    } catch (error) {
      if (!(error instanceof EngineError) || !["SESSION_EXPIRED", "SESSION_NOT_FOUND"].includes(error.reason))
        throw error;
      this.#worker.lose();
    }
  }
}
