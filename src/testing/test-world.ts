/**
 * All that a test engine is made of, whoever drives it: a store in memory, its clock, the processes that serve from it, and
 * what is known of their doings.
 */
import { SEGMENT_BOUNDS } from "../core/definition/stored-form.js";
import { Definitions } from "../engine/definitions.js";
import { realEnvironment } from "../engine/environment.js";
import { createMemoryStore } from "../store/memory/memory-store.js";
import type { Store } from "../store/store.js";
import { Activity } from "./activity.js";
import { CallFaults } from "./call-faults.js";
import { EngineLives } from "./engine-lives.js";
import { taskIdIn } from "./history.js";
import { Journal, type OpenClaim } from "./journal.js";
import { KeptLeases } from "./kept-leases.js";
import { Passage } from "./passage.js";
import { openingTimes, withinLimits } from "./queue-room.js";
import { readyTasks, type WaitingTask } from "./ready-tasks.js";
import { afterThisTurn } from "./real-time.js";
import { seededRandom } from "./seeded-random.js";
import { Sleepers } from "./sleepers.js";
import { TestEngineError } from "./test-engine-error.js";
import { VirtualClock } from "./virtual-clock.js";

export interface WorldOptions {
  /** When the world begins, milliseconds since the epoch. */
  readonly startTime: number;
  /** Of what is left to chance, such as jitter. */
  readonly seed: number;
  /** How long something may be at work in real time. */
  readonly patienceMs: number;
}

export class TestWorld {
  readonly activity = new Activity();
  readonly faults = new CallFaults();
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly leases: KeptLeases;
  readonly sleepers: Sleepers;
  readonly passage: Passage;
  readonly definitions: Definitions;
  readonly lives: EngineLives;
  readonly #store: Store;
  /** Resolves when the store answers again. */
  #silence: Promise<void> | undefined;
  #endSilence: () => void = () => undefined;
  #mistake: Error | undefined;
  #stopped: Error | undefined;
  /** Claims that count no more though they are not taken back yet, by their tokens. */
  readonly #lost = new Set<string>();

  static async start(options: WorldOptions): Promise<TestWorld> {
    const world = new TestWorld(options);
    await world.lives.started();
    return world;
  }

  private constructor({ startTime, seed, patienceMs }: WorldOptions) {
    const clock = new VirtualClock(startTime);
    const memory = createMemoryStore({ now: clock.now, schedule: afterThisTurn });
    this.clock = clock;
    this.journal = new Journal(clock.now);
    this.leases = new KeptLeases(memory.sessions);
    this.#store = { ...memory, segments: this.journal.watch(memory.segments), sessions: this.leases.kept };
    this.sleepers = new Sleepers(clock, this.activity.mark);
    this.definitions = new Definitions(memory, realEnvironment, SEGMENT_BOUNDS);
    const world = {
      clock,
      activity: this.activity,
      commits: () => this.journal.commits,
      advances: () => this.journal.advances,
      isAtWork: () => this.#isAtWork(),
      work: () => this.#work(),
      mistake: () => this.#mistake,
      nextDue: () => this.#nextDue(),
    };
    this.passage = new Passage(world, patienceMs);
    const surroundings = {
      store: this.#store,
      clock,
      activity: this.activity,
      random: seededRandom(seed),
      storeAnswers: () => this.#silence ?? Promise.resolve(),
    };
    this.lives = new EngineLives(surroundings, this.leases, this.faults);
  }

  /** The test itself is wrong: whoever waits for time to pass is told so. */
  fault(error: Error): void {
    this.#mistake ??= error;
    this.activity.mark();
  }

  /** Ends it with its `parts`: who waits for time to pass, asks for it later, or calls, is told so. */
  async stop(parts: () => Promise<void>): Promise<void> {
    this.#stopped ??= new TestEngineError("the test engine is stopped");
    this.fault(this.#stopped);
    this.endSilence();
    await parts();
    this.lives.stop(this.#stopped);
  }

  /** Throws once it is stopped. */
  refuseStopped(): void {
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  /** The store answers nobody for so long; a process whose lease runs out meanwhile loses its sessions. */
  async silenceStore(durationMs: number): Promise<void> {
    const { process } = await this.lives.life.engine;
    await this.leases.letRunOut(process);
    this.endSilence();
    this.faults.note("the store did not answer");
    const { clock } = this;
    this.#silence = new Promise((resolve) => {
      this.#endSilence = resolve;
      clock.mark(clock.now() + durationMs, () => this.#endSilence === resolve && this.endSilence());
    });
  }

  /** The session's lease is over, and its stream breaks: false = there is no such session. */
  async endLease(namespace: string, session: string): Promise<boolean> {
    if (!(await this.leases.end({ namespace, session }))) return false;
    for (const claim of this.journal.openClaims) if (claim.session === session) this.#lost.add(claim.token);
    this.lives.cutOff(session);
    return true;
  }

  endSilence(): void {
    this.#silence = undefined;
    this.#endSilence();
    this.activity.mark();
  }

  /** While the store is silent nobody gets any further. */
  #isAtWork(): boolean {
    return this.#silence === undefined && (this.lives.returning > 0 || this.#working().length > 0);
  }

  #working(): readonly OpenClaim[] {
    const { lives, sleepers, journal } = this;
    return [...journal.openClaims].filter(
      ({ session, token }) => lives.isConnected(session) && !sleepers.isAsleep(token) && !this.#lost.has(token),
    );
  }

  async #work(): Promise<string> {
    const { returning } = this.lives;
    const away = returning === 0 ? [] : [`${returning} executors that were cut off and have not come back`];
    const tasks = this.#working().map(
      async (claim) => `${await taskIdIn(this.definitions, claim)} of flow ${claim.record.address.flowId}`,
    );
    return [...away, ...(await Promise.all(tasks))].join(", ");
  }

  /** What waits for somebody to do it, and would be handed out now, in the order of offering; of one flow, or of all. */
  async ready(namespace: string, flowId: string | undefined): Promise<readonly WaitingTask[]> {
    this.refuseStopped();
    // What limits let through of one flow depends on what waits in all others.
    const waiting = await readyTasks(this.journal, this.definitions, namespace);
    const { queues, segments } = this.#store;
    const { process } = await this.lives.life.engine;
    const offered = await withinLimits(waiting, namespace, { queues, segments, process, now: this.clock.now() });
    return flowId === undefined ? offered : offered.filter((task) => task.flowId === flowId);
  }

  async #nextDue(): Promise<number | undefined> {
    const now = this.clock.now();
    const { segments, queues, schedules } = this.#store;
    const [timer] = await segments.due(Number.POSITIVE_INFINITY, 1);
    const [schedule] = await schedules.due(Number.POSITIVE_INFINITY, 1);
    const opening = await openingTimes(queues, now);
    const times = [timer?.wakeTime, schedule?.wakeTime, await this.leases.nextNeed(now), ...opening].filter(
      (time) => time !== undefined,
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
