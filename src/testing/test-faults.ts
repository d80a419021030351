/**
 * What can be made to go wrong in a test engine. What is armed happens to the next call or commit that it fits; `happened`
 * tells what has.
 */
import { type DurationInput, durationInputMs } from "../client/times.js";
import type { FaultyCall } from "./call-faults.js";
import type { DeathMoment } from "./engine-life.js";
import { taskIdIn } from "./history.js";
import type { OpenClaim } from "./journal.js";
import { TestEngineError } from "./test-engine-error.js";
import type { TestWorld } from "./test-world.js";

/** Within this the claims of a lease that is over are taken back: the engine looks for them about every ten seconds. */
const LEASE_FOUND_MS = 60_000;
const LOOK_MS = 1_000;

export class TestFaults {
  readonly #world: TestWorld;

  constructor(world: TestWorld) {
    this.#world = world;
  }

  /** What has gone wrong so far, in order. */
  get happened(): readonly string[] {
    return this.#world.faults.happened;
  }

  /** The next such call is carried out, and its caller is not told: it fails with UNAVAILABLE, after which clients repeat it. */
  loseAnswer(call: FaultyCall = "taskComplete"): void {
    this.#world.faults.arm(call, "lost");
  }

  /** The next such call comes twice: the very same request, as from a network that repeats. */
  repeatCall(call: FaultyCall = "taskComplete"): void {
    this.#world.faults.arm(call, "twice");
  }

  /** The process that serves ends now, without a word; another one goes on from what is stored. */
  async dropProcess(): Promise<void> {
    this.#world.lives.life.die();
    await this.#world.lives.started();
    await this.#world.passage.quiet();
  }

  /** The same at its next commit: before it lands, or once it has and before anybody is answered. */
  dropProcessAt(moment: DeathMoment): void {
    this.#world.lives.life.deathAt = moment;
  }

  /** The store answers nobody for so long; calls wait. The time has to be let pass: `advance`, or a flow's `toEnd`. */
  silenceStore(duration: DurationInput): Promise<void> {
    return this.#world.silenceStore(durationInputMs(duration, "duration"));
  }

  /**
   * Whoever holds the task loses its lease, with all else that it holds: its handlers are told, and the tasks are offered
   * again, unless their `onLost` says otherwise. Takes some seconds of the clock. What the holder brings afterwards still counts
   * where nobody else has begun the task.
   */
  async loseLease(flowId: string, taskId: string, namespace = "default"): Promise<void> {
    const { journal, passage, clock, faults } = this.#world;
    const claim = await this.#claimOf(namespace, flowId, taskId);
    if (claim === undefined || !(await this.#world.endLease(namespace, claim.session))) {
      throw new TestEngineError(`task ${taskId} of flow ${flowId} is not held by anybody who could lose it`);
    }
    faults.note(`the lease of ${taskId} was lost`);
    const isHeld = () => [...journal.openClaims].some(({ token }) => token === claim.token);
    for (const limit = clock.now() + LEASE_FOUND_MS; isHeld() && clock.now() < limit; ) {
      await passage.until(clock.now() + LOOK_MS);
    }
  }

  async #claimOf(namespace: string, flowId: string, taskId: string): Promise<OpenClaim | undefined> {
    for (const claim of this.#world.journal.openClaims) {
      const { address } = claim.record;
      if (address.namespace !== namespace || address.flowId !== flowId) continue;
      if ((await taskIdIn(this.#world.definitions, claim)) === taskId) return claim;
    }
    return undefined;
  }
}
