/**
 * A session whose stream is connected to this process: its credit, what it holds, and the frames it is sent. All of it
 * can be rebuilt from the store.
 */
import type { Claimant } from "../../core/command.js";
import { isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { OpenedSession } from "../../store/session-store.js";
import type { Session, SessionFrame } from "../engine.js";
import type { CancelRequested } from "../requests.js";
import type { AttemptEnd, ReadyTask } from "../values.js";
import { FrameQueue } from "./frame-queue.js";
import type { HeldClaim, HeldTask } from "./held-task.js";
import { SessionCredit } from "./session-credit.js";
import { type SetTimer, type UntakenTask, UntakenTasks } from "./untaken-tasks.js";

export interface LiveSessionSetting {
  readonly opened: OpenedSession;
  readonly process: string;
  /** Those of tasks, and those in which what is to be decided waits. */
  readonly queues: readonly string[];
  /** "" = any flow. */
  readonly flowId: string;
  readonly maxInFlight: number;
  /** Of kind EVALUATE, beside the others. */
  readonly maxEvaluations: number;
  now(): number;
  readonly setTimer: SetTimer;
  /** The credit may have changed. */
  creditChanged(session: LiveSession): void;
  /** A task's frame was taken, so long after it became ready; milliseconds. */
  handedOver(latencyMs: number): void;
  /** Credit that came free was spent again, so long after both it and the task were there; milliseconds. */
  refilled(latencyMs: number): void;
  close(session: LiveSession): Promise<void>;
}

export class LiveSession implements Session {
  readonly setting: LiveSessionSetting;
  readonly namespace: string;
  readonly sessionId: string;
  readonly epoch: number;
  readonly baseEpoch: number;
  readonly held = new Map<string, HeldTask>();
  readonly #frames: FrameQueue<SessionFrame>;
  readonly #untaken: UntakenTasks;
  readonly #endedMeanwhile = new Set<Set<string>>();
  readonly #credit: SessionCredit;
  #draining = false;
  /** What it holds is known: nothing is offered before. */
  #reconciled = false;
  /** Nothing more is offered to it or expected of it. */
  #ended = false;
  /** What follows from its end has been done, or is another's. */
  #closed = false;
  #idle = false;
  /** When a held task ended that no other has replaced yet. */
  #freeSince: number | undefined;

  constructor(setting: LiveSessionSetting) {
    const { opened, maxInFlight } = setting;
    const { record, resumed } = opened;
    this.setting = setting;
    this.namespace = record.namespace;
    this.sessionId = record.session;
    this.epoch = record.epoch;
    this.baseEpoch = record.baseEpoch;
    this.#credit = new SessionCredit(maxInFlight, setting.maxEvaluations);
    this.#untaken = new UntakenTasks({
      isHeld: (claimToken) => this.held.has(claimToken),
      send: (tasks, bytes) => this.#send(tasks, bytes),
      roomAgain: () => setting.creditChanged(this),
      setTimer: setting.setTimer,
    });
    this.#frames = new FrameQueue(
      (frame) => this.#taken(frame),
      (bytes) => this.#untaken.taken(bytes),
    );
    const { sessionId } = this;
    this.#frames.push({ kind: "opened", sessionId, maxInFlight, leaseMs: record.leaseMs, resumed });
  }

  /** How many more tasks of this queue it may be given now. */
  creditFor(queue: string): number {
    const room = this.#untaken.room - this.#credit.reserved;
    return Math.max(0, Math.min(room, this.#creditLeft(queue)));
  }

  /**
   * Whether it may hold a further claim of this queue once those of the segment that are not `open` any more are off its
   * books: "perhaps" where that is one of those that it has spent credit on ahead.
   */
  hasRoom(queue: string, segmentId: string, open: ReadonlySet<string>): "yes" | "perhaps" | "no" {
    const evaluates = isEvaluationQueue(queue);
    const { most, reserved } = this.#credit.of(evaluates);
    let free = most;
    for (const task of this.held.values()) {
      const isOver = task.segmentId === segmentId && !open.has(task.claimToken);
      // What it was not sent takes no room before it is.
      if (task.evaluates === evaluates && !isOver && !task.unsent) free -= 1;
    }
    if (free <= 0) return "no";
    return free <= reserved ? "perhaps" : "yes";
  }

  /** Whether it can be given no more of some kind, for what it holds. */
  get isSpent(): boolean {
    return this.held.size > 0 && this.setting.queues.some((queue) => this.#creditLeft(queue) <= 0);
  }

  /** Whether a task that it ends may be replaced by another of this queue in the same commit, after so many others. */
  mayRefill(queue: string, refilled: number): boolean {
    const { most, held, reserved } = this.#credit.ofQueue(queue);
    return this.#isOpen && held + reserved <= most && this.#untaken.room > refilled;
  }

  /** What it held when its stream opened is known and was sent again. */
  get isReconciled(): boolean {
    return this.#reconciled;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get claimant(): Claimant {
    const { record } = this.setting.opened;
    return { session: this.sessionId, epoch: this.epoch, owner: this.setting.process, worker: record.worker };
  }

  [Symbol.asyncIterator](): AsyncIterator<SessionFrame> {
    return this.#frames[Symbol.asyncIterator]();
  }

  holdsIn(segmentId: string): boolean {
    for (const task of this.held.values()) if (task.segmentId === segmentId) return true;
    return false;
  }

  /** Spends credit for the queue ahead of a claim, or gives it back (negative). */
  reserve(count: number, queue: string): void {
    this.#credit.ofQueue(queue).reserved += count;
    this.setting.creditChanged(this);
    this.#endIfDrained();
  }

  /**
   * Runs a comparison with the store. It is given the claims that end while it runs: what it has read shows them still
   * open.
   */
  async comparing(compare: (ended: ReadonlySet<string>) => Promise<void>): Promise<void> {
    const ended = new Set<string>();
    this.#endedMeanwhile.add(ended);
    try {
      await compare(ended);
    } finally {
      this.#endedMeanwhile.delete(ended);
    }
  }

  reconciled(): void {
    this.#reconciled = true;
    this.setting.creditChanged(this);
  }

  /** `readyTime` of a task that is new to it, not of one that it held before. */
  hold(task: HeldClaim, readyTime?: number): void {
    if (!this.held.has(task.claimToken)) this.#credit.of(task.evaluates).held += 1;
    if (this.#freeSince !== undefined && readyTime !== undefined) {
      this.setting.refilled(this.setting.now() - Math.max(this.#freeSince, readyTime));
      this.#freeSince = undefined;
    }
    // What it held before its stream opened its executor may work on.
    const sent = !this.#reconciled;
    this.held.set(task.claimToken, { ...task, sent, taken: sent, unsent: false, cancel: undefined });
    this.setting.creditChanged(this);
  }

  /** The claim has ended; `reason` where the holder does not know it yet. */
  drop(claimToken: string, reason: AttemptEnd | undefined): void {
    for (const ended of this.#endedMeanwhile) ended.add(claimToken);
    const task = this.held.get(claimToken);
    if (task === undefined) return;
    this.held.delete(claimToken);
    this.#credit.of(task.evaluates).held -= 1;
    this.#freeSince ??= this.setting.now();
    const { flowId, taskId, sent } = task;
    if (reason !== undefined && sent) this.#push({ kind: "revoked", flowId, taskId, claimToken, reason });
    this.setting.creditChanged(this);
    this.#endIfDrained();
  }

  /** A task that it holds could be neither sent nor given back. */
  missed(claimToken: string): void {
    const task = this.held.get(claimToken);
    if (task !== undefined) task.unsent = true;
  }

  /** Sends those that it still holds, as its stream takes them. */
  deliver(tasks: readonly UntakenTask[]): void {
    this.#untaken.add(tasks);
  }

  requestCancel(request: CancelRequested): void {
    const task = this.held.get(request.claimToken);
    if (task === undefined || task.cancel !== undefined) return;
    task.cancel = request;
    if (task.sent) this.#push({ kind: "cancel_requested", ...request });
  }

  /** Nothing waits for it: said once, until it is sent something again. */
  idle(backlog: number): void {
    if (this.#idle) return;
    this.#push({ kind: "idle", backlog });
    this.#idle = true;
  }

  /** The process stops: the stream ends after this frame. */
  announceDraining(reconnectAfterMs: number): void {
    this.#push({ kind: "draining", reconnectAfterMs });
    this.#end();
    this.#frames.end();
  }

  setMaxInFlight(maxInFlight: number): void {
    this.#credit.of(false).most = maxInFlight;
    this.setting.creditChanged(this);
  }

  drain(): void {
    this.#draining = true;
    this.setting.creditChanged(this);
    this.#endIfDrained();
  }

  /** The stream was taken over or lost: it ends, and what it holds is no longer its business. */
  lose(error: Error): void {
    this.#closed = true;
    this.#end();
    this.#frames.end(error);
  }

  async close(): Promise<void> {
    this.#frames.abandon();
    this.#end();
    if (this.#closed) return;
    this.#closed = true;
    await this.setting.close(this);
  }

  #push(frame: SessionFrame, bytes = 0): void {
    this.#idle = false;
    this.#frames.push(frame, bytes);
  }

  #send(tasks: readonly ReadyTask[], bytes: number): void {
    const current = tasks.filter(({ claimToken }) => this.held.has(claimToken));
    if (current.length === 0) this.#untaken.taken(bytes);
    else this.#push({ kind: "ready_tasks", tasks: current }, bytes);
    for (const { claimToken } of current) {
      const task = this.held.get(claimToken);
      if (task?.sent !== false) continue;
      task.sent = true;
      if (task.cancel !== undefined) this.#push({ kind: "cancel_requested", ...task.cancel });
    }
  }

  #taken(frame: SessionFrame): void {
    if (frame.kind !== "ready_tasks") return;
    const now = this.setting.now();
    for (const task of frame.tasks) {
      const held = this.held.get(task.claimToken);
      if (held !== undefined) held.taken = true;
      this.setting.handedOver(now - task.readyTime);
    }
  }

  #end(): void {
    this.#ended = true;
    this.#untaken.end();
    this.setting.creditChanged(this);
  }

  #endIfDrained(): void {
    if (this.#draining && this.held.size === 0 && this.#credit.reserved <= 0) this.#frames.end();
  }

  get #isOpen(): boolean {
    return !this.#draining && !this.#ended && this.#reconciled;
  }

  /** Whatever its stream takes. */
  #creditLeft(queue: string): number {
    const { most, held, reserved } = this.#credit.ofQueue(queue);
    return this.#isOpen ? most - held - reserved : 0;
  }
}
