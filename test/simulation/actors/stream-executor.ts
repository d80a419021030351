/**
 * An executor with a stream: it loses its connection, vanishes with all that it knew, and comes back.
 */
import type { SessionFrame } from "../../../src/engine/index.js";
import { isPassing, type Stream } from "../world/service.js";
import { type Executor, type ExecutorSetting, isGoneForGood } from "./executor.js";
import { Worker } from "./worker.js";

const RECONNECT_MS = 3_000;

export class StreamExecutor implements Executor {
  readonly setting: ExecutorSetting;
  readonly #worker: Worker;
  /** Claims that were open when its stream was opened: they come again, whatever its credit. */
  #resumed: ReadonlySet<string> = new Set();
  #stream: Stream | undefined;
  /** Rises with each stream that it gives up. */
  #streams = 0;
  #isAway = false;

  constructor(setting: ExecutorSetting) {
    this.setting = setting;
    this.#worker = new Worker(setting);
    this.#come();
  }

  get isServing(): boolean {
    return this.#stream !== undefined;
  }

  vanish(): void {
    if (this.#isAway) return;
    const { world, sessionId } = this.setting;
    world.note(sessionId, "vanishes");
    this.leave();
    if (isGoneForGood(this.setting)) return;
    const left = this.#streams;
    world.after(world.faults.on ? 30_000 * world.random.next() ** 2 : 100, () => {
      if (this.#streams !== left) return;
      this.#isAway = false;
      this.#come();
    });
  }

  /** Its stream breaks; it goes on working and opens another one. */
  disconnect(): void {
    if (this.#isAway) return;
    this.setting.world.note(this.setting.sessionId, "loses its stream");
    this.#hangUp();
    this.#come();
  }

  leave(): void {
    this.#isAway = true;
    this.#worker.die();
    this.#hangUp();
  }

  #hangUp(): void {
    this.#streams += 1;
    this.#stream?.hangUp();
    this.#stream = undefined;
  }

  #come(): void {
    const { world, sessionId } = this.setting;
    world.start(sessionId, this.#serve(this.#streams));
  }

  async #serve(streams: number): Promise<void> {
    const { world, service, sessionId, queues, maxInFlight, leaseMs } = this.setting;
    const isCurrent = () => this.#streams === streams;
    while (isCurrent()) {
      try {
        const stream = await service.openStream({ sessionId, queues, maxInFlight, leaseMs });
        if (!isCurrent()) return stream.hangUp();
        this.#stream = stream;
        for await (const frame of stream) if (isCurrent()) this.#read(frame);
      } catch (error) {
        const isTaken = (error as { readonly reason?: string }).reason === "SESSION_TAKEN_OVER";
        if (!isTaken && !isPassing(error)) throw error;
      }
      if (!isCurrent()) return;
      this.#stream?.hangUp();
      this.#stream = undefined;
      await world.wait(RECONNECT_MS * world.random.next());
    }
  }

  #read(frame: SessionFrame): void {
    const { world, histories, sessionId } = this.setting;
    if (frame.kind === "opened") {
      world.note(sessionId, frame.resumed ? "is resumed" : "is open");
      if (!frame.resumed) this.#worker.lose();
      this.#resumed = histories.openClaims(sessionId);
    }
    if (frame.kind === "revoked") this.#worker.drop(frame.claimToken);
    if (frame.kind === "cancel_requested") this.#worker.cancel(frame.claimToken);
    if (frame.kind !== "ready_tasks") return;
    for (const task of frame.tasks) {
      if (this.#worker.holds.has(task.claimToken)) continue;
      this.#worker.take(task);
      this.#expectCredit();
    }
  }

  #expectCredit(): void {
    const { world, sessionId, maxInFlight } = this.setting;
    const beyond = this.#worker.openTasks.filter((token) => !this.#resumed.has(token));
    if (beyond.length > maxInFlight) world.breaks(`${sessionId} was given ${beyond.length} tasks, not ${maxInFlight}`);
  }
}
