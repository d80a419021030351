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

/** A claim of the session that has not ended as far as this process knows. */
export interface HeldTask {
  readonly segmentId: string;
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
  /** It is of kind EVALUATE, and counts by itself. */
  readonly evaluates: boolean;
  /** Its frame was taken by the stream. */
  taken: boolean;
  /** It could be neither sent nor given back: the next comparison with the store sends it. */
  unsent: boolean;
  cancelSent: boolean;
}

/** What a session may hold, and holds. */
interface Account {
  most: number;
  held: number;
  /** Spent ahead of claims. */
  reserved: number;
}

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
  readonly #endedMeanwhile = new Set<Set<string>>();
  readonly #tasks: Account;
  readonly #evaluations: Account;
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
    const { record } = setting.opened;
    this.setting = setting;
    this.namespace = record.namespace;
    this.sessionId = record.session;
    this.epoch = record.epoch;
    this.baseEpoch = record.baseEpoch;
    this.#tasks = { most: setting.maxInFlight, held: 0, reserved: 0 };
    this.#evaluations = { most: setting.maxEvaluations, held: 0, reserved: 0 };
    this.#frames = new FrameQueue((frame) => this.#taken(frame));
    this.#frames.push({
      kind: "opened",
      sessionId: this.sessionId,
      maxInFlight: setting.maxInFlight,
      leaseMs: record.leaseMs,
      resumed: setting.opened.resumed,
    });
  }

  /** How many more tasks of this queue it may be given now. */
  creditFor(queue: string): number {
    if (this.#draining || this.#ended || !this.#reconciled) return 0;
    const { most, held, reserved } = this.#account(isEvaluationQueue(queue));
    return Math.max(0, most - held - reserved);
  }

  /**
   * Whether it may hold a further claim of this queue once those of the segment that are not `open` any more are off its
   * books: "perhaps" where that is one of those that it has spent credit on ahead.
   */
  hasRoom(queue: string, segmentId: string, open: ReadonlySet<string>): "yes" | "perhaps" | "no" {
    const evaluates = isEvaluationQueue(queue);
    const { most, reserved } = this.#account(evaluates);
    let free = most;
    for (const task of this.held.values()) {
      const isOver = task.segmentId === segmentId && !open.has(task.claimToken);
      if (task.evaluates === evaluates && !isOver) free -= 1;
    }
    if (free <= 0) return "no";
    return free <= reserved ? "perhaps" : "yes";
  }

  /** Whether it can be given no more of some kind, for what it holds. */
  get isSpent(): boolean {
    return this.held.size > 0 && this.setting.queues.some((queue) => this.creditFor(queue) === 0);
  }

  /** Whether a task that it ends may be replaced by another of this queue in the same commit. */
  mayRefill(queue: string): boolean {
    const { most, held, reserved } = this.#account(isEvaluationQueue(queue));
    return !this.#draining && !this.#ended && this.#reconciled && held + reserved <= most;
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
    this.#account(isEvaluationQueue(queue)).reserved += count;
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
  hold(task: Omit<HeldTask, "taken" | "unsent" | "cancelSent">, readyTime?: number): void {
    if (!this.held.has(task.claimToken)) this.#account(task.evaluates).held += 1;
    if (this.#freeSince !== undefined && readyTime !== undefined) {
      this.setting.refilled(this.setting.now() - Math.max(this.#freeSince, readyTime));
      this.#freeSince = undefined;
    }
    this.held.set(task.claimToken, { ...task, taken: false, unsent: false, cancelSent: false });
    this.setting.creditChanged(this);
  }

  /** The claim has ended; `reason` where the holder does not know it yet. */
  drop(claimToken: string, reason: AttemptEnd | undefined): void {
    for (const ended of this.#endedMeanwhile) ended.add(claimToken);
    const task = this.held.get(claimToken);
    if (task === undefined) return;
    this.held.delete(claimToken);
    this.#account(task.evaluates).held -= 1;
    this.#freeSince ??= this.setting.now();
    const { flowId, taskId } = task;
    if (reason !== undefined) this.#push({ kind: "revoked", flowId, taskId, claimToken, reason });
    this.setting.creditChanged(this);
    this.#endIfDrained();
  }

  /** A task that it holds could be neither sent nor given back. */
  missed(claimToken: string): void {
    const task = this.held.get(claimToken);
    if (task !== undefined) task.unsent = true;
  }

  /** Sends tasks that it still holds. */
  deliver(tasks: readonly ReadyTask[]): void {
    const current = tasks.filter(({ claimToken }) => claimToken === "" || this.held.has(claimToken));
    if (current.length > 0) this.#push({ kind: "ready_tasks", tasks: current });
  }

  requestCancel(request: CancelRequested): void {
    const task = this.held.get(request.claimToken);
    if (task === undefined || task.cancelSent) return;
    task.cancelSent = true;
    this.#push({ kind: "cancel_requested", ...request });
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
    this.#ended = true;
    this.setting.creditChanged(this);
    this.#frames.end();
  }

  setMaxInFlight(maxInFlight: number): void {
    this.#tasks.most = maxInFlight;
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
    this.#ended = true;
    this.setting.creditChanged(this);
    this.#frames.end(error);
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#frames.abandon();
    this.setting.creditChanged(this);
    if (this.#closed) return;
    this.#closed = true;
    await this.setting.close(this);
  }

  #push(frame: SessionFrame): void {
    this.#idle = false;
    this.#frames.push(frame);
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

  #endIfDrained(): void {
    const reserved = this.#tasks.reserved + this.#evaluations.reserved;
    if (this.#draining && this.held.size === 0 && reserved <= 0) this.#frames.end();
  }

  #account(evaluates: boolean): Account {
    return evaluates ? this.#evaluations : this.#tasks;
  }
}
