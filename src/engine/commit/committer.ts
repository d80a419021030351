/**
 * The committer: the one way in which anything stored changes after its creation. Commands wait in a lane per segment;
 * a round takes the commands of many lanes, decides them on the cached or freshly read segments, and writes one guarded
 * update per segment, all in one batch. Nothing waits when nothing is under way; what comes meanwhile waits for the next
 * round.
 */
import { LRUCache } from "lru-cache";
import type { Command } from "../../core/command.js";
import { flowOfSegment } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { BatchDelay } from "./batch-delay.js";
import type { CommitterSetting, Committing } from "./committing.js";
import { FairLanes } from "./fair-lanes.js";
import { type Committed, emptyLane, type Lane, type Submission, type SubmitOptions } from "./lane.js";
import { QUEUE_BOUND, QueueRoom } from "./queue-bound.js";
import { runRound } from "./round.js";
import type { WorkingCopy } from "./working-copy.js";
import { WriteTurns } from "./write-turns.js";

const SEGMENTS_PER_ROUND = 256;
/** Segments that must be read with their definitions occupy a megabyte each where they belong to large flows. */
const READ_PER_ROUND = 64;
const COMMANDS_PER_SEGMENT = 256;
const CACHE_BYTES = 64 * 1024 * 1024;

export class Committer implements Committing {
  readonly setting: CommitterSetting;
  readonly cache = new LRUCache<string, WorkingCopy>({ maxSize: CACHE_BYTES, sizeCalculation: (copy) => copy.size });
  readonly #lanes = new Map<string, Lane>();
  /** Lanes with commands that are in no round. */
  readonly #runnable: FairLanes;
  readonly #turns: WriteTurns;
  readonly #delay = new BatchDelay();
  readonly #waiting = new QueueRoom("waiting_commands", QUEUE_BOUND);
  #round = 0;
  #pumping = false;
  #idle: (() => void)[] = [];
  /** Who waits for the end of what is under way in these lanes. */
  readonly #settling = new Set<{ readonly busy: Set<Lane>; resolve(): void }>();

  constructor(setting: CommitterSetting) {
    this.setting = setting;
    this.#runnable = new FairLanes(setting.namespaceWeights);
    this.#turns = new WriteTurns(setting.environment, () => this.#schedulePump());
  }

  /** Commands that wait for their round. */
  get queued(): number {
    return this.#waiting.size;
  }

  /** How long commands wait for their round, where more of them wait than one takes; milliseconds. */
  get delayMs(): number {
    return this.#delay.of(this.#runnable.size);
  }

  nextRound(): number {
    this.#round += 1;
    return this.#round;
  }

  /**
   * Decides the command on the segment and commits what it changes. Rejects with the command's refusal, FLOW_NOT_FOUND,
   * CONFLICT (it lost too often against other processes), STORE_UNAVAILABLE (the outcome is unknown), OVERLOADED,
   * FLOW_FULL or DEADLINE_EXCEEDED.
   */
  submit(segmentId: string, command: Command, options: SubmitOptions = {}): Promise<Committed> {
    const { namespace } = this.#lanes.get(segmentId) ?? flowOfSegment(segmentId);
    if (this.#waiting.isFull(namespace)) return Promise.reject(this.#waiting.refusal(namespace));
    const since = this.setting.environment.monotonic();
    return new Promise((resolve, reject) => {
      this.#enqueue(segmentId, [{ command, options, since, misses: 0, resolve, reject }], false);
    });
  }

  /** A flow that this process has just stored may be decided on without reading it. */
  adopt(copy: WorkingCopy, record: SegmentRecord): void {
    copy.stored(record);
    this.keep(copy);
  }

  /**
   * A copy of what was read by majority: kept for the next decision, where no round is under way on the segment. The read
   * may have begun before a round that has landed since.
   */
  found(copy: WorkingCopy): void {
    if (this.#lanes.has(copy.id) || this.cache.peek(copy.id)?.isAtLeast(copy) === true) return;
    this.setting.opened(copy.segment);
    this.keep(copy);
  }

  /** Another process has changed the segment: what is cached of it is of no use any more. */
  changedElsewhere(segmentId: string): void {
    if (!this.#lanes.has(segmentId)) this.cache.delete(segmentId);
  }

  keep(copy: WorkingCopy): void {
    // Taken out first: the cache weighs what is new to it, and not again what it has, however much that has grown.
    this.cache.delete(copy.id);
    this.cache.set(copy.id, copy);
  }

  /** Resolves when every command submitted so far has been answered. */
  idle(): Promise<void> {
    if (this.#lanes.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Resolves when all that is decided now has landed, or is decided again. */
  settled(): Promise<void> {
    const busy = new Set([...this.#lanes.values()].filter((lane) => lane.busy));
    if (busy.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#settling.add({ busy, resolve }));
  }

  /** Puts commands of a round that did not land back in front, to be decided again. */
  requeue(lane: Lane, submissions: readonly Submission[], delayMs: number): void {
    const retry = () => {
      lane.busy = false;
      this.#enqueue(lane.id, submissions, true);
      this.release(lane);
    };
    if (delayMs === 0) retry();
    else this.setting.environment.setTimer(delayMs, retry);
  }

  /** The lane's part of a round is over. */
  release(lane: Lane): void {
    lane.busy = false;
    for (const waiting of this.#settling) {
      waiting.busy.delete(lane);
      if (waiting.busy.size > 0) continue;
      this.#settling.delete(waiting);
      waiting.resolve();
    }
    if (lane.waiting.length > 0) this.#runnable.add(lane);
    else this.#lanes.delete(lane.id);
    this.#schedulePump();
    if (this.#lanes.size > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  #enqueue(id: string, submissions: readonly Submission[], front: boolean): void {
    const lane = this.#lanes.get(id) ?? emptyLane(id);
    this.#lanes.set(id, lane);
    this.#waiting.add(lane.namespace, submissions.length);
    lane.waiting = front ? [...submissions, ...lane.waiting] : lane.waiting;
    if (!front) lane.waiting.push(...submissions);
    if (submissions.some(({ options }) => options.fresh === true) && lane.basis === "cached") lane.basis = "read";
    if (!lane.busy) this.#runnable.add(lane);
    this.#schedulePump();
  }

  /** Rounds begin after the current turn, so that all commands of one turn ride together. */
  #schedulePump(): void {
    if (this.#pumping || !this.#mayStart()) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      if (this.#mayStart()) void this.#startRound();
    });
  }

  #mayStart(): boolean {
    return this.#runnable.size > 0 && this.#turns.isFree;
  }

  async #startRound(): Promise<void> {
    const parts = this.#nextLanes().map((lane) => ({ lane, submissions: this.#take(lane) }));
    const oldest = Math.min(...parts.map(({ submissions }) => submissions[0]?.since ?? Number.POSITIVE_INFINITY));
    this.#delay.note(this.setting.environment.monotonic() - oldest, this.#runnable.size);
    const ended = this.#turns.begin();
    await runRound(this, parts, this.nextRound());
    ended();
  }

  #nextLanes(): Lane[] {
    const lanes: Lane[] = [];
    let unread = READ_PER_ROUND;
    for (const lane of this.#runnable.inTurn()) {
      if (lanes.length === SEGMENTS_PER_ROUND) break;
      const isRead = lane.basis !== "cached" || !this.cache.has(lane.id);
      if (isRead && unread === 0) continue;
      if (isRead) unread -= 1;
      lanes.push(lane);
    }
    return lanes;
  }

  /** The commands of a lane that go into its next round. */
  #take(lane: Lane): Submission[] {
    this.#runnable.take(lane);
    lane.busy = true;
    const count = lane.solo > 0 ? 1 : COMMANDS_PER_SEGMENT;
    lane.solo = Math.max(0, lane.solo - 1);
    const taken = lane.waiting.slice(0, count);
    lane.waiting = lane.waiting.slice(count);
    this.#waiting.add(lane.namespace, -taken.length);
    return taken;
  }
}
